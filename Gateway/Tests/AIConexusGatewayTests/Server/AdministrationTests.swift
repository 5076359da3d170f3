// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTestSupport
import AIConexusTransport
import Testing

@Suite("Administration over HTTP", .timeLimit(.minutes(1)))
struct AdministrationTests {
    private static let authorization: HTTPHeaders = [.authorization: "Bearer operator"]

    /// Runs a gateway whose administrator's token is `operator`.
    private static func with(
        _ change: (inout GatewaySettings, TemporaryFolder) throws -> Void = { _, _ in },
        _ body: (LiveGateway) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write("sha256:\(TokenHash(of: "operator")) ops\n", as: "admins")
        var settings = GatewaySettings()
        try change(&settings, folder)
        settings.adminTokenFile = tokens
        try await LiveGateway.with(loopCount: 2) { [settings] in
            let listen = $0.listen
            $0 = settings
            ($0.listen, $0.loopCount) = (listen, 2)
        } _: {
            try await body($0)
        }
    }

    @Test("without a token nothing is done")
    func token() async throws {
        try await Self.with { gateway in
            for path in ["/admin/agents", "/admin/denied"] {
                let response = try await gateway.ask(.get, path)
                #expect(response.status == .unauthorized)
            }
        }
    }

    @Test("sessions are listed with their address, and can be ended")
    func sessions() async throws {
        try await Self.with { gateway in
            let alice = try await gateway.join(Samples.alice)
            let bob = try await gateway.join(Samples.bob)
            let list = try await gateway.ask(.get, "/admin/agents", headers: Self.authorization).json()
            #expect(list["count"] == 2)
            #expect(list["agents"]?.array?.first?.object?["address"] == "127.0.0.1")
            for agent in [alice, bob] {
                let path = "/admin/agents/\(agent.did)"
                let answer = try await gateway.ask(.delete, path, headers: Self.authorization)
                #expect(answer.status == .ok)
                let code = await agent.closeCode()
                #expect(code == 4_000)
            }
            let absent = try await gateway.ask(
                .delete,
                "/admin/agents/\(Samples.carol.did)",
                headers: Self.authorization
            )
            #expect(absent.status == .notFound)
        }
    }

    @Test("one session is shown with what its agent offers, and the gateway as a whole")
    func show() async throws {
        try await Self.with { gateway in
            let upper = CapabilityDescriptor(id: Samples.capability("text.upper"), description: "upper case")
            let alice = try await gateway.join(Samples.alice, capabilities: [upper])
            let path = "/admin/agents/\(alice.did)"
            let session = try await gateway.ask(.get, path, headers: Self.authorization).json()
            #expect(session["address"] == "127.0.0.1")
            #expect(session["waiting_bytes"]?.int != nil)
            #expect(session["capabilities"]?.array?.first?.object?["id"] == "text.upper")
            let absent = try await gateway.ask(
                .get,
                "/admin/agents/\(Samples.carol.did)",
                headers: Self.authorization
            )
            #expect(absent.status == .notFound)
            let status = try await gateway.ask(.get, "/admin/status", headers: Self.authorization).json()
            #expect(status["status"] == "ok")
            #expect(status["agents"] == 1)
            #expect(status["loops"] == 2)
            #expect(status["did"]?.string == gateway.server.did.description)
            #expect(status["listen"] == [.string(gateway.address.description)])
        }
    }

    @Test("lists of sessions come in pages, also those with a text, and every agent is on one of them")
    func pages() async throws {
        try await Self.with { gateway in
            var agents: Set<String> = []
            for number in 0..<5 {
                let id = Samples.capability(number == 3 ? "text.lower" : "text.upper")
                let capability = CapabilityDescriptor(id: id, description: "")
                let agent = try await gateway.join(Samples.key(number: number), capabilities: [capability])
                if number != 3 { agents.insert(agent.did.description) }
            }
            var (found, cursor): ([String], String?) = ([], "")
            while let place = cursor {
                let path = "/admin/agents?limit=1&text=UPPER" + (place.isEmpty ? "" : "&cursor=\(place)")
                let page = try await gateway.ask(.get, path, headers: Self.authorization).json()
                found += (page["agents"]?.array ?? []).compactMap { $0.object?["did"]?.string }
                cursor = page["cursor"]?.string
            }
            #expect(found.count == 4)
            #expect(Set(found) == agents)
        }
    }

    @Test("a denied agent is closed with 4505 and does not come back until it is allowed")
    func denial() async throws {
        try await Self.with { gateway in
            let path = "/admin/denied/\(Samples.alice.did)"
            let alice = try await gateway.join(Samples.alice)
            let denied = try await gateway.ask(.put, path, headers: Self.authorization).json()
            #expect(denied["changed"] == true)
            let code = await alice.closeCode()
            #expect(code == 4_505)
            let list = try await gateway.ask(.get, "/admin/denied", headers: Self.authorization).json()
            #expect(list["count"] == 1)
            let again = try await gateway.connect(Samples.alice)
            let refusal = try await again.register(gateway.address)
            #expect(refusal.type == .error)
            let secondCode = await again.closeCode()
            #expect(secondCode == 4_505)
            let allowed = try await gateway.ask(.delete, path, headers: Self.authorization)
            #expect(allowed.status == .ok)
            _ = try await gateway.join(Samples.alice)
        }
    }

    @Test("a drain can be ordered")
    func drain() async throws {
        try await Self.with { gateway in
            let answer = try await gateway.ask(.post, "/admin/drain", headers: Self.authorization)
            #expect(answer.status == .accepted)
            try await gateway.server.drained()
        }
    }

    @Test("a reload takes tokens that were added")
    func reload() async throws {
        var folder: TemporaryFolder?
        try await Self.with {
            folder = $1
            $0.enrolmentTokenFile = try $1.write("", as: "tokens")
        } _: { gateway in
            let enrolled: HTTPHeaders = [.authorization: "Bearer enrolled"]
            await #expect(throws: WebSocketHandshakeError.self) {
                _ = try await gateway.connect(Samples.alice, headers: enrolled)
            }
            _ = try folder?.write("sha256:\(TokenHash(of: "enrolled")) farm\n", as: "tokens")
            let answer = try await gateway.ask(.post, "/admin/reload", headers: Self.authorization).json()
            #expect(answer["reloaded"] == ["require_token", "admin_tokens"])
            let alice = try await gateway.connect(Samples.alice, headers: enrolled)
            let registration = try await alice.register(gateway.address)
            #expect(registration.type == .register)
        }
    }
}
