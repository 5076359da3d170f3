// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

extension HostileTests {
    /// Very many connections.
    @Suite("Crowds")
    struct Crowds {
        @Test("ten thousand opens and closes, in every way there is")
        func opensAndCloses() async throws {
            try await Siege.with(["--register-timeout", "1m"]) { siege in
                let (total, atOnce) = (siege.amount(10_000, quick: 200), 50)
                for start in stride(from: 0, to: total, by: atOnce) {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for number in start..<start + atOnce {
                            group.addTask { try await Self.openAndClose(number, siege) }
                        }
                        try await siege.exchange(1)
                        try await group.waitForAll()
                    }
                }
            }
        }

        private static func openAndClose(_ number: Int, _ siege: Siege) async throws {
            let client = try await siege.client()
            switch number % 6 {
            case 0: await client.close()
            case 1: await client.reset()
            case 2:
                await client.send("GET /ws HTTP/1.1\r\nHost:")
                await client.reset()
            case 3:
                await client.send(HostileClient.upgradeRequest + "\r\n")
                await client.close()
            case 4:
                try await client.upgrade()
                await client.reset()
            default:
                try await client.upgrade()
                try await client.skipChallenge()
                await client.send(HostileFrame.close(1_000))
                #expect(try await client.closeCode() == 1_000)
            }
        }

        @Test("agents come and go by the hundred")
        func registrations() async throws {
            try await Siege.with { siege in
                for _ in 0..<siege.amount(20, quick: 2) {
                    var agents: [LiveAgent] = []
                    for number in 0..<20 { agents.append(try await siege.agent(Samples.key(number: number))) }
                    for agent in agents {
                        try await agent.send(.unregister(Unregister(reason: "done")))
                        #expect(await agent.closeCode() == 1_000)
                    }
                    try await siege.exchange(1)
                }
            }
        }

        @Test("who hoards connections gets 503 at the bound, and agents that are there are served")
        func hoarding() async throws {
            try await Siege.with(["--max-unauthenticated", "40", "--register-timeout", "60s"]) { siege in
                let clients = try await siege.clients(80)
                var refused = 0
                for client in clients {
                    await client.send(HostileClient.upgradeRequest + "\r\n")
                    let head = try await client.head()
                    let isRefused = head.hasPrefix("HTTP/1.1 503 ")
                    #expect(isRefused || head.hasPrefix("HTTP/1.1 101 "))
                    if isRefused { refused += 1 }
                }
                // The connection that asked for the metrics may be one of those that were there.
                #expect((40...41).contains(refused))
                try await siege.exchange()
                for client in clients { await client.reset() }
            }
        }
    }
}
