// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

@Suite("Metrics over sockets", .timeLimit(.minutes(5)))
struct MeteringTests {
    @Test("a scrape shows what happened up to it")
    func scrape() async throws {
        try await LiveGateway.with { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            let stranger = try await gateway.connect(Samples.carol)
            let offer = try await alice.send(.offer(Offer(sdp: "")), to: bob.did)
            _ = try await bob.receive()
            try await alice.send(.offer(Offer(sdp: "")), to: Samples.carol.did)
            _ = try await alice.receive()
            try await alice.send(.execResponse(ExecResponse(status: .success)))
            try await alice.send(.ping(Heartbeat()))
            _ = try await alice.receive()
            let metrics = try await gateway.metrics()
            #expect(metrics["connections{state=\"http\"}"] == 1)
            #expect(metrics["connections{state=\"unregistered\"}"] == 1)
            #expect(metrics["connections{state=\"registered\"}"] == 2)
            #expect(metrics["connections_opened_total"] == 4)
            #expect(metrics["registrations_total{outcome=\"accepted\"}"] == 2)
            #expect(metrics["messages_total{type=\"OFFER\",outcome=\"relayed\"}"] == 1)
            #expect(metrics["messages_total{type=\"OFFER\",outcome=\"refused\"}"] == 1)
            #expect(metrics["messages_total{type=\"REGISTER\",outcome=\"handled\"}"] == 2)
            #expect(metrics["messages_total{type=\"PING\",outcome=\"handled\"}"] == 1)
            #expect(metrics["messages_total{type=\"EXEC_RESPONSE\",outcome=\"discarded\"}"] == 1)
            #expect(metrics["drops_total{reason=\"unmatched_answer\"}"] == 1)
            #expect(metrics["refusals_total{code=\"UNKNOWN_AGENT\"}"] == 1)
            #expect(metrics["verify_seconds_count"] == 6)
            #expect(metrics["log_dropped_total"] == 0)
            #expect(metrics["bytes_total{direction=\"in\"}", default: 0] > Double(offer.count))
            #expect(metrics["bytes_total{direction=\"out\"}", default: 0] > Double(offer.count))
            await stranger.close()
        }
    }

    @Test("what waits for a socket is shown in bytes and messages, and is gone when it was taken")
    func waiting() async throws {
        try await LiveGateway.with { settings in
            settings.bytesPerSecond = 1 << 30
            settings.byteBurst = 1 << 30
            settings.maximumWaitingByteCount = 1 << 30
        } _: { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            await bob.stopReading()
            let sdp = String(repeating: "x", count: 500_000)
            // More than the system keeps for two sockets.
            let count = 24
            for _ in 0..<count { try await alice.send(.offer(Offer(sdp: sdp)), to: bob.did) }
            try await alice.send(.ping(Heartbeat()))
            _ = try await alice.receive()
            let full = try await gateway.metrics()
            let messages = full["waiting_messages{queue=\"outbound\"}", default: 0]
            #expect((1...Double(count)).contains(messages))
            #expect(full["waiting_bytes{queue=\"outbound\"}", default: 0] > (messages - 1) * 500_000)
            await bob.resumeReading()
            for _ in 0..<count { _ = try await bob.receiveBytes() }
            let empty = try await gateway.metrics()
            #expect(empty["waiting_messages{queue=\"outbound\"}"] == 0)
            #expect(empty["waiting_bytes{queue=\"outbound\"}"] == 0)
        }
    }

    @Test("loops show how late their timers fire, and nothing stays between loops")
    func loops() async throws {
        try await LiveGateway.with(loopCount: 2) { gateway in
            // Each loop has a timer every second.
            while try await gateway.metrics()["loop_lag_seconds_count", default: 0] < 2 {}
            let metrics = try await gateway.metrics()
            #expect(metrics["waiting_messages{queue=\"handover\"}"] == 0)
            #expect(metrics["waiting_bytes{queue=\"handover\"}"] == 0)
        }
    }
}
