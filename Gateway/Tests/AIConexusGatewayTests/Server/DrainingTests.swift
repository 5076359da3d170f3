// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

@Suite("Draining over sockets", .timeLimit(.minutes(1)))
struct DrainingTests {
    @Test("a gateway without agents is drained at once", arguments: [1, 2])
    func empty(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { gateway in
            gateway.server.beginDraining()
            try await gateway.server.drained()
        }
    }

    @Test("agents are told to leave, nobody new comes, and who stays is closed with 4000", arguments: [1, 2])
    func draining(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { settings in
            settings.drainDuration = .milliseconds(300)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            gateway.server.beginDraining()
            for agent in [alice, bob] {
                guard case .unregister(let farewell) = try await agent.receive().payload else {
                    Issue.record("no farewell")
                    return
                }
                #expect(farewell.reason == "draining")
                #expect(farewell.reconnectAfter != nil)
            }
            #expect(try await gateway.ask(.get, "/ready").status == .serviceUnavailable)
            await #expect(throws: WebSocketHandshakeError.self) { _ = try await gateway.connect(Samples.carol) }
            #expect(await alice.closeCode() == 4_000)
            #expect(await bob.closeCode() == 4_000)
            try await gateway.server.drained()
        }
    }

    @Test("a gateway that is told to stop closes everybody with 1001 and does not wait", arguments: [1, 2])
    func stopping(loopCount: Int) async throws {
        try await LiveGateway.with(loopCount: loopCount) { settings in
            settings.drainDuration = .seconds(3_600)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let stranger = try await gateway.connect(Samples.bob)
            gateway.server.beginDraining()
            gateway.server.stop()
            #expect(await alice.closeCode() == 1_001)
            #expect(await stranger.closeCode() == 1_001)
            try await gateway.server.drained()
        }
    }

    @Test("who does not answer a gateway that stops is not waited for longer than it takes to close")
    func stoppingUnanswered() async throws {
        try await LiveGateway.with { settings in
            settings.drainDuration = .seconds(3_600)
            settings.closeTimeout = .milliseconds(100)
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            await alice.stopReading()
            gateway.server.stop()
            try await gateway.server.drained()
        }
    }

    @Test("waiting for a drain can be cancelled")
    func cancelled() async throws {
        try await LiveGateway.with { gateway in
            let server = gateway.server
            let waiting = Task { try await server.drained() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }
}
