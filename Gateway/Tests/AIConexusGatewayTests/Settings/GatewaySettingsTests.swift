// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("GatewaySettings")
struct GatewaySettingsTests {
    private static let did = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"

    private func settings(_ flags: [String: [String]]) throws -> GatewaySettings {
        try GatewaySettings(reading: SettingsInput(flags: flags))
    }

    private func readBack(_ settings: GatewaySettings) throws -> GatewaySettings {
        let file = SettingsInput.File(path: "printed.json", bytes: Array(settings.jsonText.utf8))
        return try GatewaySettings(reading: SettingsInput(file: file))
    }

    @Test("what is printed can be read back, and means the same")
    func roundTrip() throws {
        #expect(try readBack(settings([:])) == settings([:]))
        let listed = try settings(["allow-did": [Self.did], "host": ["::"], "port": ["1"], "ephemeral-key": [""]])
        #expect(try readBack(listed) == listed)
        // Every setting of the table but those that exclude others, each away from its default.
        let all: [String: [String]] = [
            "listen": ["0.0.0.0:1", "[2001:db8::1]:2"], "public-url": ["wss://Gateway.example.com/ws", "ws://a:9"],
            "tls-certificate": ["a.pem"], "tls-key": ["b.pem"], "tls-client-ca": ["c.pem"],
            "tls-handshake-timeout": ["7s"], "insecure": [""], "trusted-proxies": ["10.1.2.3/8", "::1"],
            "allow-origin": ["https://a.example", "http://b:8080"], "loops": ["3"], "compression": [""],
            "state-directory": ["state"], "key": ["x.key"], "require-token": ["t"], "admin-tokens": ["u"],
            "public-agents": ["off"], "public-metrics": ["off"], "allow-unchallenged": [""], "max-denied": ["7"],
            "relay": ["off"], "register-timeout": ["7s"], "heartbeat": ["7s"], "silent-heartbeats": ["7"],
            "session-expiry": ["77s"], "sweep-interval": ["7s"], "clock-tolerance": ["7s"], "drain-time": ["0s"],
            "drain-spread": ["7s"], "max-connections": ["7"], "max-connections-per-address": ["7"],
            "max-unauthenticated": ["7"], "max-message": ["2MiB"], "max-registration": ["7KiB"],
            "max-capabilities": ["7"], "messages-per-second": ["7"], "message-burst": ["7"],
            "bytes-per-second": ["7KiB"], "byte-burst": ["7MiB"], "max-refusals": ["7"], "refusal-window": ["7s"],
            "max-open-requests": ["7"], "max-watches": ["7"], "max-waiting": ["7MiB"], "stall-timeout": ["7s"],
            "replay-memory": ["77MiB"], "registry-memory": ["7MiB"], "message-timeout": ["7s"], "close-timeout": ["7s"],
            "max-start-line": ["777"],
            "max-head": ["7KiB"], "max-fields": ["77"], "max-body": ["0"], "head-timeout": ["7s"],
            "body-timeout": ["7s"], "idle-timeout": ["7s"], "max-requests": ["7"],
            "ice-server": ["stun:a:1", "stuns:b"],
            "ice-servers-file": ["i.json"], "turn-url": ["turn:a?transport=tcp"], "turn-secret-file": ["s"],
            "turn-lifetime": ["7d"], "log-format": ["json"], "log-level": ["debug"], "log-buffer": ["77KiB"],
        ]
        let changed = try settings(all)
        #expect(try readBack(changed) == changed)
        let defaults = try settings([:])
        for setting in Setting.table where all[setting.flag] != nil {
            #expect(setting.json(changed) != setting.json(defaults), "\(setting.name) was not changed")
        }
        #expect(Set(Setting.table.map(\.flag)).subtracting(all.keys) == ["host", "port", "ephemeral-key", "allow-did"])
    }

    @Test("the printed settings name every setting that has a value, one on a line")
    func printed() throws {
        let text = try settings([:]).jsonText
        #expect(text.hasPrefix("{\n  \"listen\": [\"127.0.0.1:8000\"],\n"))
        #expect(text.hasSuffix("\n}\n"))
        #expect(text.contains("  \"max_message\": \"1MiB\",\n"))
        #expect(!text.contains("\"host\"") && !text.contains("\"tls_key\""))
    }

    @Test(
        "settings that exclude or need each other are refused",
        arguments: [
            (["listen": ["127.0.0.1:1"], "port": ["2"]], "--listen and --port exclude each other"),
            (["listen": ["127.0.0.1:1"], "host": ["::1"]], "--listen and --host exclude each other"),
            (["allow-did": [did], "require-token": ["t"]], "--allow-did and --require-token exclude each other"),
            (["key": ["k"], "ephemeral-key": [""]], "--key and --ephemeral-key exclude each other"),
            (["tls-key": ["k"]], "--tls-key needs --tls-certificate as well"),
            (["tls-client-ca": ["k"]], "--tls-client-ca needs --tls-certificate as well"),
            (["turn-url": ["turn:a"]], "--turn-url needs --turn-secret-file as well"),
            (["turn-secret-file": ["s"]], "--turn-secret-file needs --turn-url as well"),
            (
                ["max-registration": ["2MiB"]],
                "--max-registration (2MiB) must not be more than 'max_message' (1MiB)"
            ),
            (["max-message": ["16MiB"]], "--max-message (16MiB) must not be more than 'byte_burst' (8MiB)"),
            (["max-head": ["4KiB"]], "'max_start_line' (8KiB) must not be more than --max-head (4KiB)"),
            (
                ["heartbeat": ["10m"], "session-expiry": ["1m"]],
                "--heartbeat (10m) must not be more than --session-expiry (1m)"
            ),
        ] as [([String: [String]], String)]
    )
    func conflicts(_ flags: [String: [String]], _ expected: String) {
        let error = #expect(throws: SettingsError.self) { try settings(flags) }
        #expect(error?.code == .conflict)
        #expect(error?.message == expected)
    }

    @Test("a conflict between sources names both")
    func conflictAcrossSources() {
        let file = SettingsInput.File(path: "g.json", bytes: Array(#"{"listen": ["127.0.0.1:1"]}"#.utf8))
        let input = SettingsInput(environment: ["AICONEXUS_PORT": "2"], file: file)
        let error = #expect(throws: SettingsError.self) { try GatewaySettings(reading: input) }
        #expect(error?.message == "'listen' in g.json and AICONEXUS_PORT exclude each other")
    }

    @Test(
        "who lets everybody in without TLS listens on this machine only, or says so",
        arguments: [
            (["host": ["127.0.0.2"]], true), (["host": ["::1"]], true), (["host": ["localhost"]], true),
            (["host": ["::ffff:127.0.0.1"]], true),
            (["host": ["0.0.0.0"]], false), (["host": ["::"]], false), (["host": ["192.0.2.1"]], false),
            (["listen": ["127.0.0.1:1", "10.0.0.1:2"]], false),
            (["host": ["0.0.0.0"], "insecure": [""]], true),
            (["host": ["0.0.0.0"], "tls-certificate": ["a.pem"]], true),
            (["host": ["0.0.0.0"], "allow-did": [did]], true),
            (["host": ["0.0.0.0"], "require-token": ["tokens"]], true),
        ] as [([String: [String]], Bool)]
    )
    func exposure(_ flags: [String: [String]], _ isAllowed: Bool) {
        if isAllowed {
            #expect(throws: Never.self) { try settings(flags) }
        } else {
            let error = #expect(throws: SettingsError.self) { try settings(flags) }
            #expect(error?.message.contains("without TLS would let anybody in") == true)
        }
    }

    @Test(
        "a public address makes the audience that registrations name",
        arguments: [
            ("wss://Gateway.Example.com/ws", "gateway.example.com:443"), ("ws://a", "a:80"),
            ("https://a:8443", "a:8443"),
            ("wss://[2001:DB8::1]:9/ws", "[2001:db8::1]:9"), ("http://192.0.2.1/", "192.0.2.1:80"),
        ]
    )
    func audience(_ text: String, _ expected: String) {
        #expect(PublicURL(text)?.audience == expected)
    }
}
