// SPDX-License-Identifier: MIT

import AIConexusSDK
import AIConexusTestSupport
import AIConexusTransport
import Testing

#if DEBUG
/// What a debug build gets done in a few seconds.
private let meshSize = 8
private let crowdSize = 16
#else
private let meshSize = 20
private let crowdSize = 100
#endif

@Suite("Many agents that call each other directly", .serialized, .timeLimit(.minutes(5)))
struct DirectSwarmTests {
    private static let callsOfEachPair = 10

    @Test("agents fully meshed, each calling all others")
    func mesh() async throws {
        let plans = (0..<meshSize).map { index in (0..<meshSize).filter { $0 != index } }
        try await call(plans, note: "")
    }

    @Test("a crowd, each calling four random others")
    func crowd() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let plans = (0..<crowdSize).map { index in
            Array((0..<crowdSize).filter { $0 != index }.shuffled(using: &generator).prefix(4))
        }
        try await call(plans, note: "seed \(seed)")
    }

    /// Has each agent connect to those of its plan and call them, all at the same time.
    ///
    /// Where two have each other in their plans, both offer at once.
    private func call(_ plans: [[Int]], note: String) async throws {
        let options = ["--max-connections-per-address", "2000", "--max-unauthenticated", "2000"]
        try await LiveGateway.with(options) { gateway in
            let loops = try (0..<2).map { try EventLoop(name: "swarm\($0)") }
            let agents = try plans.indices.map { index in
                let configuration = AgentConfiguration(gateway: try gateway.configuration)
                let agent = Agent(
                    AgentCard(name: "agent \(index)"),
                    configuration: configuration,
                    on: loops[index % loops.count]
                )
                try agent.serve("swarm.double", options: CapabilityOptions(concurrency: 1_000)) {
                    (input: [String: Int], _) in
                    ["number": (input["number"] ?? 0) * 2]
                }
                return agent
            }
            try await withThrowingTaskGroup { group in
                for agent in agents { group.addTask { _ = try await agent.start() } }
                try await group.waitForAll()
            }
            let paths = try await withThrowingTaskGroup(returning: [CallPath: Int].self) { group in
                for (caller, plan) in plans.enumerated() {
                    for callee in plan {
                        let remote = agents[caller].remote(agents[callee].did)
                        group.addTask { try await Self.call(remote, caller * plans.count + callee) }
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(paths == [.direct: plans.joined().count], "\(note)")
            await withTaskGroup { group in
                for agent in agents { group.addTask { await agent.stop() } }
            }
            for loop in loops { await loop.shutdown() }
        }
    }

    /// Some calls to one agent, of which each must be direct.
    private static func call(_ remote: RemoteAgent, _ number: Int) async throws -> CallPath {
        let options = CallOptions(timeout: .seconds(60), retry: .never, paths: .directRequired)
        for turn in 0..<callsOfEachPair {
            let answer = try await remote.callForResult(
                "swarm.double",
                ["number": number + turn],
                returning: [String: Int].self,
                options: options
            )
            #expect(answer.output == ["number": (number + turn) * 2])
            guard answer.path == .direct else { return answer.path }
        }
        return .direct
    }
}
