// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusSDK
import AIConexusTestSupport
import Testing

/// An administrator's commands against the shipped gateway, with agents on it.
@Suite("aiconexus-gateway administration of agents", .timeLimit(.minutes(1)))
struct AdministrationTests {
    /// A gateway with an administrator.
    fileprivate struct Setup {
        let gateway: LiveGateway
        let token: String

        /// Runs a command of `aiconexus-gateway`.
        func run(_ command: [String]) async throws -> (output: String, status: Int32) {
            let program = try RunningProgram(
                "aiconexus-gateway",
                command + ["--admin-token-file", token, "--gateway", "http://127.0.0.1:\(gateway.port)"]
            )
            return try await program.waitForEnd()
        }
    }

    private static func with(_ body: (Setup) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        let tokens = folder.path("admins")
        let made = try RunningProgram("aiconexus-gateway", ["token", "new", "--name", "ops", "--add", tokens])
        let token = try folder.write(try await made.waitForEnd().output, as: "token")
        try await LiveGateway.with(["--admin-tokens", tokens]) { gateway in
            try await body(Setup(gateway: gateway, token: token))
        }
    }

    @Test("a connected agent is listed and shown with what it offers")
    func listing() async throws {
        try await Self.with { setup in
            let agent = try setup.gateway.agent("Ada")
            let did = agent.did.description
            try await agent.whileRunning { _ in
                let list = try await setup.run(["list"]).output
                #expect(list.contains(did))
                #expect(list.contains("  Ada  "))
                #expect(list.contains("  127.0.0.1  "))
                let found = try await setup.run(["list", "--text", "ada", "--json"]).output
                let json = try JSONValue(parsing: found).object
                #expect(json?["did"]?.string == did)
                let nobody = try await setup.run(["list", "--text", "bob", "--json"])
                #expect(nobody.output == "")
                let shown = try await setup.run(["show", did])
                #expect(shown.output.contains("name           Ada\n"))
                #expect(shown.status == 0)
                let status = try await setup.run(["status"])
                #expect(status.output.contains("agents         1\n"))
            }
        }
    }

    @Test("a disconnected agent comes back by itself; a denied one does not before it is allowed")
    func denial() async throws {
        try await Self.with { setup in
            let key = SigningKey()
            let did = key.did.description
            try await setup.gateway.agent("Ada", key: key).whileRunning { _ in
                let first = try await setup.epoch(of: did)
                let disconnected = try await setup.run(["disconnect", did])
                #expect(disconnected.output == "\(did) disconnected\n")
                // It comes back after a moment, with another session.
                while try await setup.epoch(of: did) ?? first == first {}
                let denied = try await setup.run(["deny", did])
                #expect(denied.output == "\(did) denied\n")
                let none = try await setup.epoch(of: did)
                #expect(none == nil)
            }
            await #expect(throws: GatewayError.self) {
                try await setup.gateway.agent("Ada", key: key).start()
            }
            let allowed = try await setup.run(["allow", did])
            #expect(allowed.output == "\(did) not denied any more\n")
            try await setup.gateway.agent("Ada", key: key).whileRunning { _ in
                let epoch = try await setup.epoch(of: did)
                #expect(epoch != nil)
            }
        }
    }
}

extension AdministrationTests.Setup {
    /// The epoch of an agent's session, if there is one.
    fileprivate func epoch(of did: String) async throws -> Int? {
        let shown = try await run(["show", did, "--json"])
        guard shown.status == 0 else { return nil }
        return try JSONValue(parsing: shown.output).object?["epoch"]?.int
    }
}
