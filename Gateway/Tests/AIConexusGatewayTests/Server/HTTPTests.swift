// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

@Suite("HTTP on the agents' port", .timeLimit(.minutes(1)))
struct HTTPTests {
    @Test("health, readiness, agents and metrics are told")
    func pages() async throws {
        try await LiveGateway.with(loopCount: 2) { gateway in
            let alice = try await gateway.join(Samples.alice)
            let health = try await gateway.ask(.get, "/health").json()
            #expect(health["status"] == "ok")
            #expect(health["connected_agents"] == 1)
            #expect(try await gateway.ask(.get, "/ready").status == .ok)
            let agents = try await gateway.ask(.get, "/agents").json()
            #expect(agents["count"] == 1)
            #expect(agents["agents"]?.array?.first?.object?["did"]?.string == alice.did.description)
            let metrics = try await gateway.ask(.get, "/metrics")
            #expect(metrics.text.contains("\naiconexus_gateway_agents 1.0\n"))
        }
    }

    @Test("what is not there gets 404, and what does not take a method 405")
    func refusals() async throws {
        try await LiveGateway.with { gateway in
            for (method, path, status) in [
                (HTTPMethod.get, "/tasks", HTTPStatus.notFound), (.get, "/admin/agents", .notFound),
                (.post, "/health", .methodNotAllowed), (.get, "/agents?limit=0", .unprocessableContent),
            ] {
                let response = try await gateway.ask(method, path)
                #expect(response.status == status)
            }
        }
    }

    @Test("a WebSocket is asked for with the right handshake")
    func handshake() async throws {
        try await LiveGateway.with { gateway in
            let answer = try await gateway.ask(.get, "/ws")
            #expect(answer.status == .upgradeRequired)
            let stranger = LiveAgent(Samples.alice, on: gateway.loop)
            let refusal = await #expect(throws: WebSocketHandshakeError.self) {
                try await stranger.connect(to: gateway.address, subprotocols: [])
            }
            #expect(refusal?.status == .badRequest)
            let page = await #expect(throws: WebSocketHandshakeError.self) {
                try await stranger.connect(to: gateway.address, headers: [.origin: "https://evil.example"])
            }
            #expect(page?.status == .forbidden)
        }
    }
}
