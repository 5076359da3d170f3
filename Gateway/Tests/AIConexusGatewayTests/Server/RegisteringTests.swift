// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

@Suite("Registering over sockets", .timeLimit(.minutes(1)))
struct RegisteringTests {
    @Test("a newer session takes over, and the older socket is closed with 4501", arguments: [1, 2])
    func takeover(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { gateway in
            let older = try await gateway.join(Samples.alice)
            let newer = try await gateway.join(Samples.alice)
            #expect(await older.closeCode() == 4_501)
            let bob = try await gateway.join(Samples.bob)
            let offer = try await bob.send(.offer(Offer(sdp: "")), to: newer.did)
            #expect(try await newer.receiveBytes() == offer)
        }
    }

    @Test("who does not register in time gets 4006")
    func tooLate() async throws {
        try await LiveGateway.with {
            $0.registrationTimeout = .milliseconds(100)
        } _: { gateway in
            let agent = try await gateway.connect(Samples.alice)
            #expect(await agent.closeCode() == 4_006)
        }
    }

    @Test("a registration signed by another key gets INVALID_SIGNATURE and 4500")
    func badSignature() async throws {
        try await LiveGateway.with { gateway in
            let agent = try await gateway.connect(Samples.alice)
            let challenge = try await agent.receive()
            let envelope = Register(Samples.alice, answering: challenge, audience: gateway.address.description)
                .envelope(from: Samples.alice, answering: challenge)
            let mine = try MessageSigner(key: Samples.alice).sign(envelope)
            var text = String(decoding: mine, as: UTF8.self)
            // A valid signature, of another message.
            let other = try MessageSigner(key: Samples.alice).sign(challenge.addressed(from: Samples.alice.did))
            text = try Self.replacingSignature(of: text, by: String(decoding: other, as: UTF8.self))
            await agent.sendText(Array(text.utf8))
            #expect(try await agent.receiveError() == .invalidSignature)
            #expect(await agent.closeCode() == 4_500)
        }
    }

    @Test("a used nonce gets REPLAY_DETECTED and 4500")
    func wrongNonce() async throws {
        try await LiveGateway.with { gateway in
            let agent = try await gateway.connect(Samples.alice)
            let answer = try await agent.register(gateway.address) { $0.nonce = Samples.nonce }
            guard case .error(let report) = answer.payload else {
                Issue.record("no refusal but \(answer.type)")
                return
            }
            #expect(report.code == .replayDetected)
            #expect(await agent.closeCode() == 4_500)
        }
    }

    @Test("binary messages close with 1003")
    func binary() async throws {
        try await LiveGateway.with { gateway in
            let agent = try await gateway.join(Samples.alice)
            await agent.sendBinary([0])
            #expect(await agent.closeCode() == 1_003)
        }
    }

    @Test("a message over the limit closes with 4507")
    func tooLarge() async throws {
        try await LiveGateway.with { settings in
            settings.maximumMessageByteCount = 1 << 16
            settings.maximumRegistrationByteCount = 1 << 16
        } _: { gateway in
            let agent = try await gateway.join(Samples.alice)
            await agent.sendText(Array(repeating: UInt8(ascii: " "), count: (1 << 16) + 1))
            #expect(await agent.closeCode() == 4_507)
        }
    }

    @Test("a message in another's name gets IDENTITY_MISMATCH and 4500")
    func spoofed() async throws {
        try await LiveGateway.with { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            let envelope = Envelope(
                id: .fresh(),
                timestamp: .now,
                from: bob.did,
                to: alice.did,
                payload: .offer(Offer(sdp: ""))
            )
            await alice.sendText(try MessageSigner(key: Samples.bob).sign(envelope))
            #expect(try await alice.receiveError() == .identityMismatch)
            #expect(await alice.closeCode() == 4_500)
        }
    }

    @Test("as many agents may connect as the settings say, and places are given back")
    func connectionLimit() async throws {
        try await LiveGateway.with {
            $0.maximumConnectionCount = 1
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            await #expect(throws: WebSocketHandshakeError.self) { _ = try await gateway.connect(Samples.bob) }
            #expect(try await gateway.ask(.get, "/health").status == .serviceUnavailable)
            await alice.close()
            #expect(await alice.closeCode() == nil)
            // The gateway closes once it has our Close; it counts the connection until then.
            while try await gateway.ask(.get, "/health").status == .serviceUnavailable {}
        }
    }

    private static func replacingSignature(of text: String, by other: String) throws -> String {
        let mine = try #require(JSONValue(parsing: text).object?["signature"]?.string)
        let foreign = try #require(JSONValue(parsing: other).object?["signature"]?.string)
        let parts = text.split(separator: mine, omittingEmptySubsequences: false)
        return parts.joined(separator: foreign)
    }
}

extension Envelope {
    /// The same from and to another.
    fileprivate func addressed(from did: DID) -> Envelope {
        var copy = self
        copy.from = did
        return copy
    }
}
