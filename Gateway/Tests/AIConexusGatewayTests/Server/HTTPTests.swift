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

    @Test("pages of the gateway's own may connect, under the port that the system chose")
    func ownOrigins() async throws {
        try await LiveGateway.with {
            $0.publicURLs = [PublicURL("wss://gateway.example/ws")].compactMap(\.self)
        } _: { gateway in
            let port = gateway.address.port
            for origin in ["http://127.0.0.1:\(port)", "http://localhost:\(port)", "https://gateway.example"] {
                #expect(try await gateway.ask(.get, "/health", headers: [.origin: origin]).status == .ok)
                _ = try await gateway.connect(Samples.alice, headers: [.origin: origin])
            }
            for origin in ["http://127.0.0.1", "http://localhost:1", "https://localhost:\(port)", "null"] {
                #expect(try await gateway.ask(.get, "/health", headers: [.origin: origin]).status == .forbidden)
            }
        }
    }

    @Test("behind a trusted proxy each client is counted by its own address")
    func proxies() async throws {
        try await LiveGateway.with {
            $0.trustedProxies = [IPNetwork("127.0.0.1/32")].compactMap(\.self)
            $0.maximumConnectionCountPerAddress = 1
        } _: { gateway in
            let alice = try await gateway.connect(Samples.alice, headers: ["X-Forwarded-For": "192.0.2.1"])
            // A request of the same client by another connection is one too many, of others it is not.
            let same = try await gateway.ask(.get, "/health", headers: ["X-Forwarded-For": "198.51.100.7, 192.0.2.1"])
            #expect(same.status == .serviceUnavailable)
            let other = try await gateway.ask(.get, "/health", headers: ["X-Forwarded-For": "192.0.2.2"])
            #expect(other.status == .ok)
            let refused = await #expect(throws: WebSocketHandshakeError.self) {
                _ = try await gateway.connect(Samples.bob, headers: ["X-Forwarded-For": "192.0.2.1"])
            }
            #expect(refused?.status == .serviceUnavailable)
            _ = try await gateway.connect(Samples.bob, headers: ["X-Forwarded-For": "192.0.2.3"])
            #expect(try await gateway.metrics()["connections_refused_total{reason=\"per_address\"}"] == 1)
            await alice.close()
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
