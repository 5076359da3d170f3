// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("StartBanner")
struct StartBannerTests {
    private func text(_ flags: [String: [String]], keyFile: String? = "/var/lib/a/gateway.key") throws -> String {
        let settings = try GatewaySettings(reading: SettingsInput(flags: flags))
        let addresses = settings.listen.map { SocketAddress($0.address, port: $0.port == 0 ? 4_711 : $0.port) }
        return StartBanner(
            settings: settings,
            did: Agents.did(1),
            addresses: addresses,
            loopCount: 2,
            keyFile: keyFile
        ).text
    }

    @Test("the banner says who, where, for whom and how much")
    func plain() throws {
        #expect(
            try text([:]) == """
                aiconexus-gateway \(GatewayVersion.current)
                  did             \(Agents.did(1))
                  key             /var/lib/a/gateway.key
                  listening       127.0.0.1:8000
                  agents use      ws://127.0.0.1:8000/ws
                  who may join    everybody
                  administration  not over HTTP
                  relay           on
                  limits          100000 connections, 1024 from one address, messages of 1MiB, 200 a second from one agent
                  loops           2

                """
        )
    }

    @Test("it shows the port that the system chose, TLS, and who may join")
    func other() throws {
        let tls = try text(["listen": ["[::1]:0"], "tls-certificate": ["a.pem"], "require-token": ["tokens"]])
        #expect(tls.contains("  wss://[::1]:4711/ws\n"))
        #expect(tls.contains("  whoever has a token of tokens\n"))
        let listed = try text(["allow-did": ["\(Agents.did(2))"], "relay": ["off"]], keyFile: nil)
        #expect(listed.contains("  1 listed agents\n"))
        #expect(listed.contains("  off: signalling only\n"))
        #expect(listed.contains("  ephemeral: "))
        #expect(try text(["public-url": ["wss://g.example/ws"]]).contains("agents use      wss://g.example/ws\n"))
    }
}
