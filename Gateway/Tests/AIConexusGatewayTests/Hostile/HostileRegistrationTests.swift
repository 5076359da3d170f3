// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

extension HostileTests {
    /// Clients that are not who they say, or prove it with what is not theirs.
    @Suite("Registration")
    struct Registration {
        /// A `REGISTER` that answers a challenge, and what a test does to it.
        private struct Forgery {
            var envelope: Envelope
            var register: Register
            var key: SigningKey

            init(_ key: SigningKey, answering challenge: Envelope, at audience: String) {
                self.key = key
                register = Register(key, answering: challenge, audience: audience)
                envelope = register.envelope(from: key, answering: challenge)
            }

            /// The message, signed by the forger in its own name; what it is not allowed to say is written over that.
            func signed(_ change: (inout JSONObject) -> Void = { _ in }) throws -> [UInt8] {
                var envelope = envelope
                if case .register = envelope.payload { envelope.payload = .register(register) }
                let name = envelope.from
                envelope.from = key.did
                let text = try MessageSigner(key: key).sign(envelope)
                var object = try #require(JSONValue(parsing: text.span).object)
                object["from"] = .string(name.description)
                change(&object)
                return object.canonicalBytes()
            }
        }

        private static let forgeries: [(String, ErrorCode, UInt16, @Sendable (inout Forgery) -> Void)] = [
            ("no nonce", .replayDetected, 4_500, { $0.register.nonce = nil }),
            ("another nonce", .replayDetected, 4_500, { $0.register.nonce = Samples.nonce }),
            ("another challenge", .replayDetected, 4_500, { $0.envelope.correlationID = .fresh() }),
            ("no nonce of its own", .malformedMessage, 4_500, { $0.register.clientNonce = nil }),
            ("to another gateway", .identityMismatch, 4_500, { $0.envelope.to = Samples.gateway.did }),
            ("to itself", .identityMismatch, 4_500, { $0.envelope.to = $0.envelope.from }),
            ("another audience", .identityMismatch, 4_500, { $0.register.audience = "evil.example:443" }),
            ("no audience", .identityMismatch, 4_500, { $0.register.audience = nil }),
            ("another's key", .identityMismatch, 4_500, { $0.register.publicKey = Samples.bob.publicKey }),
            ("in another's name", .identityMismatch, 4_500, { $0.envelope.from = Samples.bob.did }),
            (
                "in another's name, with its key", .invalidSignature, 4_500,
                {
                    $0.envelope.from = Samples.bob.did
                    $0.register.publicKey = Samples.bob.publicKey
                }
            ),
            ("something else first", .notRegistered, 4_500, { $0.envelope.payload = .offer(Offer(sdp: "")) }),
            ("ten minutes old", .clockSkew, 4_006, { $0.envelope.timestamp = .distant(-600) }),
            ("ten minutes early", .clockSkew, 4_006, { $0.envelope.timestamp = .distant(600) }),
            ("no longer valid", .timeout, 4_006, { $0.envelope.expires = .distant(-1) }),
        ]

        @Test("registrations that prove nothing are told why and closed with the code of their kind")
        func forged() async throws {
            let options = ["--public-url", "ws://gateway.example:8000/ws", "--register-timeout", "60s"]
            try await Siege.with(options, audience: "gateway.example:8000") { siege in
                for (name, error, close, change) in Self.forgeries {
                    let stranger = try await siege.stranger()
                    var forgery = Forgery(
                        Samples.carol,
                        answering: try await stranger.receive(),
                        at: "gateway.example:8000"
                    )
                    change(&forgery)
                    await stranger.sendText(try forgery.signed())
                    #expect(try await stranger.receiveError() == error, "\(name)")
                    #expect(await stranger.closeCode() == close, "\(name)")
                }
                try await siege.exchange()
            }
        }

        @Test("first messages that are none are refused once and closed with 4500")
        func nonsense() async throws {
            try await Siege.with(["--register-timeout", "60s"]) { siege in
                let nested = String(repeating: "[", count: 200_000)
                for text in ["", "{}", "null", "\"REGISTER\"", "{\"id\":1}", nested, "\u{FEFF}{}", "{\"a\":1,\"a\":2}"]
                {
                    let stranger = try await siege.stranger()
                    _ = try await stranger.receive()
                    await stranger.sendText(Array(text.utf8))
                    #expect(try await stranger.receiveError() == .malformedMessage, "\(text.prefix(20))")
                    #expect(await stranger.closeCode() == 4_500, "\(text.prefix(20))")
                }
                let stranger = try await siege.stranger()
                let forgery = Forgery(Samples.carol, answering: try await stranger.receive(), at: "")
                await stranger.sendText(try forgery.signed { $0["version"] = "2.0" })
                #expect(try await stranger.receiveError() == .unsupportedVersion)
                #expect(await stranger.closeCode() == 4_500)
                try await siege.exchange()
            }
        }

        @Test("a REGISTER that was overheard is worth nothing, and its agent notices nothing")
        func replayed() async throws {
            try await Siege.with { siege in
                let victim = try await siege.stranger(Samples.carol)
                let audience = siege.gateway.address.description
                let challenge = try await victim.receive()
                let genuine = try Forgery(Samples.carol, answering: challenge, at: audience).signed()
                await victim.sendText(genuine)
                #expect(try await victim.receive().type == .register)

                let thief = try await siege.stranger()
                _ = try await thief.receive()
                await thief.sendText(genuine)
                #expect(try await thief.receiveError() == .replayDetected)
                #expect(await thief.closeCode() == 4_500)

                try await victim.send(.ping(Heartbeat(nonce: "still here")), to: siege.gateway.did)
                #expect(try await victim.receive().type == .pong)
                // On its own connection it is a message that came before, and the challenge is used up.
                await victim.sendText(genuine)
                #expect(try await victim.receiveError() == .replayDetected)
                await victim.sendText(try Forgery(Samples.carol, answering: challenge, at: audience).signed())
                #expect(try await victim.receiveError() == .replayDetected)
                #expect(await victim.closeCode() == 4_500)
                try await siege.exchange()
            }
        }

        @Test("a gateway in the middle cannot use what an agent tells it")
        func foreign() async throws {
            let options = ["--public-url", "ws://gateway.example:8000/ws"]
            try await Siege.with(options, audience: "gateway.example:8000") { siege in
                let rogue = Samples.key(number: 66)
                // It passes the challenge on as its own: the answer is addressed to it.
                let middle = try await siege.stranger()
                var challenge = try await middle.receive()
                challenge.from = rogue.did
                challenge.to = rogue.did
                let toRogue = Forgery(Samples.carol, answering: challenge, at: "gateway.example:8000")
                await middle.sendText(try toRogue.signed())
                #expect(try await middle.receiveError() == .identityMismatch)
                #expect(await middle.closeCode() == 4_500)
                // It passes the challenge on unchanged: the answer names the address that the agent dialled.
                let second = try await siege.stranger()
                let dialled = Forgery(Samples.carol, answering: try await second.receive(), at: "rogue.example:8000")
                await second.sendText(try dialled.signed())
                #expect(try await second.receiveError() == .identityMismatch)
                #expect(await second.closeCode() == 4_500)
                try await siege.exchange()
            }
        }

        @Test("who says nothing gets 4006, however much else its connection does")
        func silent() async throws {
            try await Siege.with(["--register-timeout", "2s"]) { siege in
                var strangers: [HostileClient] = []
                for _ in 0..<siege.amount(100, quick: 5) { strangers.append(try await siege.webSocket()) }
                for stranger in strangers {
                    await stranger.send(HostileFrame.bytes(HostileFrame.ping))
                    await stranger.send(HostileFrame.bytes(HostileFrame.text, [0x7B], isFinal: false))
                }
                try await siege.exchange()
                for stranger in strangers { #expect(try await stranger.closeCode() == 4_006) }
            }
        }

        @Test("who may not join gets 4505, and too large a REGISTER 4507")
        func unwelcome() async throws {
            let members = [Samples.alice, Samples.bob]
            let options = members.flatMap { ["--allow-did", "\($0.did)"] } + ["--max-registration", "4KiB"]
            try await Siege.with(options, keys: members) { siege in
                let audience = siege.gateway.address.description
                let stranger = try await siege.stranger()
                await stranger.sendText(
                    try Forgery(Samples.carol, answering: try await stranger.receive(), at: audience).signed()
                )
                #expect(try await stranger.receiveError() == .permissionDenied)
                #expect(await stranger.closeCode() == 4_505)

                let boaster = try await siege.stranger()
                var forgery = Forgery(Samples.carol, answering: try await boaster.receive(), at: audience)
                forgery.register.agent = AgentCard(name: "x", description: String(repeating: "x", count: 5_000))
                await boaster.sendText(try forgery.signed())
                #expect(try await boaster.receiveError() == .payloadTooLarge)
                #expect(await boaster.closeCode() == 4_507)
                try await siege.exchange()
            }
        }

        @Test("a gateway whose memory for registrations is used up says so with 4004")
        func crowded() async throws {
            try await Siege.with(["--registry-memory", "1MiB"]) { siege in
                let card = AgentCard(name: "x", description: String(repeating: "x", count: 200_000))
                var agents: [LiveAgent] = []
                var refused = 0
                for number in 0..<6 {
                    let agent = try await siege.stranger(Samples.key(number: number))
                    let answer = try await agent.register(siege.gateway.address) { $0.agent = card }
                    agents.append(agent)
                    guard case .error(let report) = answer.payload else { continue }
                    #expect(report.code == .resourceExhausted)
                    #expect(await agent.closeCode() == 4_004)
                    refused += 1
                }
                #expect((1...5).contains(refused))
                try await siege.exchange()
                for agent in agents { await agent.close() }
            }
        }
    }
}

extension Timestamp {
    /// So many seconds from now.
    fileprivate static func distant(_ seconds: Int64) -> Timestamp {
        Timestamp(secondsSinceEpoch: Timestamp.now.millisecondsSinceEpoch / 1_000 + seconds)
    }
}
