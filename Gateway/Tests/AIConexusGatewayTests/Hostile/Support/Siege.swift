// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Foundation
import Testing

/// A gateway under attack, and two agents that talk to each other meanwhile.
///
/// An attack comes three times. After each the two agents still talk to each other and the gateway has as many
/// descriptors open as before all of them; after the second and third it holds as much heap as after the first.
struct Siege {
    /// What `AICONEXUS_HOSTILE` asks for: `quick` for attacks that are as small as shows their effect, `full` for such
    /// as are described, and nothing for none, because all of them take minutes.
    private static let extent = ProcessInfo.processInfo.environment["AICONEXUS_HOSTILE"]
    static let isWanted = extent == "quick" || extent == "full"

    /// Rounds after the one that gives pools and tables the size that the attack needs.
    private static let roundCount = 2
    /// How much more heap than after warming up may be in use after another round.
    private static let tolerance = 1.05
    /// Of so many looks at the heap the lowest counts, as one may fall into a moment's work.
    private static let lookCount = 5
    /// So many looks come before those that count.
    private static let rehearsalCount = 20
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
    /// - Parameters:
    ///   - options: of `aiconexus-gateway run`.
    ///   - loopCount: how many loops it has; with several it is up to the system which of them takes a connection, and
    ///     so after how many rounds each has had its share.
    ///   - certificate: for a gateway that speaks TLS.
    ///   - audience: how the gateway wants to be called, when it has public names.
    ///   - keys: of the two agents.
    ///   - attack: one round.
    /// - Throws: when the gateway does not start, and what `attack` throws.
    static func with(
        _ options: [String] = [],
        loopCount: Int = 1,
        certificate: HostileCertificate? = nil,
        audience: String? = nil,
        keys: [SigningKey] = [Samples.key(number: 1_001), Samples.key(number: 1_002)],
        _ attack: (Siege) async throws -> Void
    ) async throws {
        let options = ["--loops", "\(loopCount)"] + options + (certificate?.options ?? [])
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
        let descriptorCount = try gateway.descriptorCount
        var limit = Int.max
        for round in 0...Self.roundCount {
            try await attack(self)
            repeat { try await exchange() } while try gateway.descriptorCount != descriptorCount
            // What looking needs for the first time is no growth.
            if round == 0 { for _ in 0..<Self.rehearsalCount { _ = try await heapByteCount() } }
            var heap = Int.max
            for look in 1...Self.patience where look <= Self.lookCount || heap > limit {
                heap = min(heap, try await heapByteCount())
            }
            if round == 0 {
                limit = Int(Double(heap) * Self.tolerance)
            } else {
                #expect(heap <= limit, "round \(round)")
            }
        }
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
        Self.extent == "full" ? full : quick
    }

    // MARK: - What the gateway says of itself

    /// A number of `/metrics`.
    func metric(_ name: String) async throws -> Int {
        try await metrics([name])[0]
    }

    private func metrics(_ names: [String]) async throws -> [Int] {
        let lines = try await gateway.ask(.get, "/metrics", tls: tls, on: loop).text.split(separator: "\n")
        return try names.map { name in
            let line = try #require(lines.first { $0.hasPrefix("aiconexus_gateway_\(name) ") })
            return Int(try #require(line.split(separator: " ").last.flatMap { Double($0) }))
        }
    }

    /// The heap in use; 0 where a sanitizer's allocator tells nothing.
    ///
    /// Two things are not counted that are kept on purpose, and have bounds of their own: the memory of seen messages
    /// and buffers for messages to come.
    private func heapByteCount() async throws -> Int {
        let values = try await metrics(["heap_bytes", "replay_bytes", "buffer_bytes"])
        return max(values[0] - values[1] - values[2], 0)
    }
}
