// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Foundation
import Testing

/// A gateway under attack, and two agents that talk to each other meanwhile.
struct Siege {
    /// Whether attacks are as large as they are described, and not as small as shows their effect.
    static let isFull = ProcessInfo.processInfo.environment["AICONEXUS_HOSTILE"] == "full"

    /// Rounds until pools and tables have the size that the attack gives them.
    private static let warmUpCount = 2
    /// Rounds after them.
    private static let roundCount = 2
    /// How much more heap than after warming up may be in use after another round.
    private static let tolerance = 1.05
    /// Of so many looks at the heap the lowest counts, as one may fall into a moment's work.
    private static let lookCount = 10
    /// How often it is looked whether what is given back later has been given back.
    private static let patience = 200

    let gateway: GatewayProcess
    let loop: EventLoop
    /// How to speak TLS to it, if it does.
    let tls: TLSContext?
    /// The two agents.
    private let witnesses: [LiveAgent]

    /// Attacks a gateway again and again.
    ///
    /// After each round the two agents still talk to each other, nobody else is left, and the gateway holds as many
    /// descriptors and as much heap as after the rounds that warmed it up.
    ///
    /// - Parameters:
    ///   - options: of `aiconexus-gateway run`.
    ///   - certificate: for a gateway that speaks TLS.
    ///   - audience: how the gateway wants to be called, when it has public names.
    ///   - keys: of the two agents.
    ///   - attack: one round.
    /// - Throws: when the gateway does not start, and what `attack` throws.
    static func with(
        _ options: [String] = [],
        certificate: HostileCertificate? = nil,
        audience: String? = nil,
        keys: [SigningKey] = [Samples.key(number: 1_001), Samples.key(number: 1_002)],
        _ attack: (Siege) async throws -> Void
    ) async throws {
        let options = ["--loops", "2"] + options + (certificate?.options ?? [])
        try await GatewayProcess.with(options) { gateway in
            try await EventLoop.with { loop in
                let tls = try certificate?.clientContext()
                let witnesses = keys.map { LiveAgent($0, on: loop) }
                for witness in witnesses { try await witness.join(gateway.address, tls: tls, audience: audience) }
                let siege = Siege(gateway: gateway, loop: loop, tls: tls, witnesses: witnesses)
                try await siege.withstand(attack)
            }
        }
    }

    private func withstand(_ attack: (Siege) async throws -> Void) async throws {
        var heap = 0
        var descriptorCount = 0
        for round in 1...Self.warmUpCount + Self.roundCount {
            try await attack(self)
            try await exchange()
            try await settle()
            if round > Self.warmUpCount {
                while try gateway.descriptorCount != descriptorCount { try await settle() }
                try await expectHeap(atMost: Int(Double(heap) * Self.tolerance), round)
            } else {
                (descriptorCount, heap) = (try gateway.descriptorCount, try await lowestHeap())
            }
        }
    }

    private func expectHeap(atMost limit: Int, _ round: Int) async throws {
        var heap = try await lowestHeap()
        for _ in 0..<Self.patience where heap > limit { heap = try await lowestHeap() }
        #expect(heap <= limit, "round \(round)")
    }

    /// Has the two agents exchange offers and answers.
    func exchange(_ count: Int = 5) async throws {
        let (alice, bob) = (witnesses[0], witnesses[1])
        for _ in 0..<count {
            let offer = try await alice.send(.offer(Offer(sdp: "v=0\r\n")), to: bob.did)
            #expect(try await bob.receiveBytes() == offer)
            let answer = try await bob.send(.answer(Answer(sdp: "v=0\r\n")), to: alice.did)
            #expect(try await alice.receiveBytes() == answer)
        }
    }

    // MARK: - Attackers

    /// A connection of bytes, above TLS where the gateway speaks it.
    func client() async throws -> HostileClient {
        let client = HostileClient(on: loop)
        try await client.connect(to: gateway.address, tls: tls)
        return client
    }

    /// A connection of bytes below TLS.
    func bareClient() async throws -> HostileClient {
        let client = HostileClient(on: loop)
        try await client.connect(to: gateway.address)
        return client
    }

    /// Several connections.
    func clients(_ count: Int) async throws -> [HostileClient] {
        var clients: [HostileClient] = []
        for _ in 0..<count { clients.append(try await client()) }
        return clients
    }

    /// A connection of bytes that speaks WebSocket and has its challenge.
    func webSocket(offering offer: String? = nil) async throws -> HostileClient {
        let client = try await client()
        try await client.upgrade(offering: offer)
        try await client.skipChallenge()
        return client
    }

    /// A registered agent on a connection of bytes.
    func registeredClient(
        _ key: SigningKey = Samples.carol,
        offering offer: String? = nil
    ) async throws -> HostileClient {
        let client = try await client()
        try await client.upgrade(offering: offer)
        try await client.register(key, at: gateway.address)
        return client
    }

    /// A registered agent, as it should be.
    func agent(_ key: SigningKey = Samples.carol) async throws -> LiveAgent {
        let agent = LiveAgent(key, on: loop)
        try await agent.join(gateway.address, tls: tls)
        return agent
    }

    /// A connected agent that has not registered.
    func stranger(_ key: SigningKey = Samples.carol) async throws -> LiveAgent {
        let agent = LiveAgent(key, on: loop)
        try await agent.connect(to: gateway.address, tls: tls)
        return agent
    }

    /// How much of something: what is described, or less.
    func amount(_ full: Int, quick: Int) -> Int {
        Self.isFull ? full : quick
    }

    // MARK: - What the gateway says of itself

    /// A number of `/metrics`.
    func metric(_ name: String) async throws -> Int {
        let text = try await gateway.ask(.get, "/metrics", tls: tls, on: loop).text
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("aiconexus_gateway_\(name) ") })
        return Int(try #require(line.split(separator: " ").last.flatMap { Double($0) }))
    }

    /// Waits until nobody but the two agents is there.
    private func settle() async throws {
        while try await metric("connections{state=\"registered\"}") != witnesses.count {}
        while try await metric("connections{state=\"unregistered\"}") != 0 {}
        // The one that asks is there.
        while try await metric("connections{state=\"http\"}") != 1 {}
    }

    private func lowestHeap() async throws -> Int {
        var lowest = Int.max
        for _ in 0..<Self.lookCount { lowest = min(lowest, try await metric("heap_bytes")) }
        return lowest
    }
}
