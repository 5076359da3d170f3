// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("What is known of other agents from their own words")
struct PeerBookTests {
    private static func text(
        of agent: SigningKey = Cast.peer,
        to gateway: SigningKey = Cast.gateway,
        at timestamp: Timestamp = Timestamp(secondsSinceEpoch: 1_000, nanoseconds: 0),
        name: String = "peer",
        payload: Payload? = nil
    ) throws -> String {
        let register = Register(
            publicKey: agent.publicKey,
            agent: AgentCard(name: name),
            capabilities: [CapabilityDescriptor(id: Cast.capability("work"), description: "")]
        )
        let envelope = Envelope(
            id: Cast.id(),
            timestamp: timestamp,
            from: agent.did,
            to: gateway.did,
            payload: payload ?? .register(register)
        )
        return String(decoding: try MessageSigner(key: agent).sign(envelope), as: UTF8.self)
    }

    private static func refusal(_ text: String, of did: DID = Cast.peer.did, _ book: inout PeerBook) throws -> CallError
    {
        try #require(throws: CallError.self) { try book.learn(text, of: did, at: Cast.gateway.did) }
    }

    @Test("an agent's own registration, of any age, is believed and remembered")
    func own() throws {
        var book = PeerBook(limits: .standard)
        #expect(book.find(Cast.peer.did) == nil)
        let learned = try book.learn(try Self.text(), of: Cast.peer.did, at: Cast.gateway.did)
        #expect(learned.capability("work") != nil && learned.capability("other") == nil)
        #expect(book.find(Cast.peer.did)?.register.agent?.name == "peer")
        book.forgetAll()
        #expect(book.find(Cast.peer.did) == nil)
    }

    @Test("what is forged, foreign or no registration is refused, and nothing of it remembered")
    func forged() throws {
        var book = PeerBook(limits: .standard)
        let good = try Self.text()
        let lies = [
            try Self.text(of: Cast.stranger),
            try Self.text(to: Cast.stranger),
            try Self.text(payload: .ping(Heartbeat())),
            good.replacing("peer", with: "evil"),
            String(good.dropLast()),
            "",
            "{}",
            "null",
        ]
        for lie in lies {
            let error = try Self.refusal(lie, &book)
            #expect(error.code == .unprovedAgent)
            #expect(!error.isRetryable)
        }
        #expect(try Self.refusal(good, of: Cast.stranger.did, &book).code == .unprovedAgent)
        #expect(book.count == 0)
    }

    @Test("a registration that was replaced since is refused, and the newer one stays")
    func replaced() throws {
        var book = PeerBook(limits: .standard)
        let older = try Self.text(name: "older")
        let newer = try Self.text(at: Timestamp(secondsSinceEpoch: 1_001, nanoseconds: 0), name: "newer")
        _ = try book.learn(older, of: Cast.peer.did, at: Cast.gateway.did)
        _ = try book.learn(newer, of: Cast.peer.did, at: Cast.gateway.did)
        _ = try book.learn(newer, of: Cast.peer.did, at: Cast.gateway.did)
        #expect(try Self.refusal(older, &book).code == .unprovedAgent)
        #expect(book.find(Cast.peer.did)?.register.agent?.name == "newer")
    }

    @Test("many agents: the number is bounded, and the one that is in use is kept")
    func count() throws {
        var book = PeerBook(limits: .standard, capacity: 16)
        let used = SigningKey()
        _ = try book.learn(try Self.text(of: used), of: used.did, at: Cast.gateway.did)
        for _ in 0..<50 {
            let other = SigningKey()
            _ = try book.learn(try Self.text(of: other), of: other.did, at: Cast.gateway.did)
            #expect(book.find(used.did) != nil)
            #expect(book.find(other.did) != nil)
            #expect(book.count <= 16)
        }
        #expect(book.count > 8)
    }

    @Test("long registrations: the bytes are bounded, and what no bound allows is still known to its caller")
    func bytes() throws {
        var book = PeerBook(limits: .standard, byteCapacity: 16_000)
        let name = String(repeating: "x", count: 1_000)
        for _ in 0..<40 {
            let other = SigningKey()
            _ = try book.learn(try Self.text(of: other, name: name), of: other.did, at: Cast.gateway.did)
            #expect(book.count <= 16)
            #expect(book.find(other.did) != nil)
        }
        #expect(book.count >= 4)
        let longest = try Self.text(name: String(repeating: "x", count: 20_000))
        #expect(try book.learn(longest, of: Cast.peer.did, at: Cast.gateway.did).did == Cast.peer.did)
        #expect(book.count == 1)
    }
}
