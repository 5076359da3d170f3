// SPDX-License-Identifier: MIT

import AIConexusSDK
import AIConexusTestSupport
import Testing

#if DEBUG
/// What a debug build gets done in a few seconds.
private let swarmSizes = [50]
#else
private let swarmSizes = [100, 250, 500, 1_000]
#endif

@Suite("Many agents at one gateway", .serialized, .timeLimit(.minutes(5)))
struct SwarmTests {
    @Test("all register, each calls ten random others, and nothing is lost", arguments: swarmSizes)
    func swarm(size: Int) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let plans = (0..<size).map { index in
            (0..<10).map { _ in (index + Int.random(in: 1..<size, using: &generator)) % size }
        }
        let options = ["--max-connections-per-address", "2000", "--max-unauthenticated", "2000"]
        try await LiveGateway.with(options) { gateway in
            let agents = try (0..<size).map { index in
                let agent = try gateway.agent("agent \(index)")
                try agent.serve("swarm.double", options: CapabilityOptions(concurrency: 100)) {
                    (input: [String: Int], _) in
                    ["number": (input["number"] ?? 0) * 2]
                }
                return agent
            }
            try await withThrowingTaskGroup { group in
                for agent in agents { group.addTask { _ = try await agent.start() } }
                try await group.waitForAll()
            }
            let seen = try await agents[0].find(capability: "swarm.double")
            #expect(seen.count == size - 1, "seed \(seed)")

            let options = CallOptions(timeout: .seconds(60), retry: .never, paths: .relayOnly)
            try await withThrowingTaskGroup { group in
                for (index, plan) in plans.enumerated() {
                    for (turn, other) in plan.enumerated() {
                        let (caller, callee) = (agents[index], agents[other].did)
                        let number = index * 10 + turn
                        group.addTask {
                            let answer = try await caller.remote(callee).call(
                                "swarm.double",
                                ["number": number],
                                returning: [String: Int].self,
                                options: options
                            )
                            #expect(answer == ["number": number * 2], "seed \(seed)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            await withTaskGroup { group in
                for agent in agents { group.addTask { await agent.stop() } }
            }
        }
    }
}
