// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("GatewaySettings as configurations")
struct GatewayConfigurationTests {
    private func settings(_ flags: [String: [String]]) throws -> GatewaySettings {
        try GatewaySettings(reading: SettingsInput(flags: flags))
    }

    private func configuration(_ flags: [String: [String]]) throws -> GatewayConfiguration {
        let settings = try settings(flags)
        return GatewayConfiguration(settings, files: try SettingsFiles(settings), denied: [])
    }

    /// What a configuration says, one text for each property.
    private func properties(_ configuration: GatewayConfiguration) -> [String: String] {
        Mirror(reflecting: configuration).children.reduce(into: [:]) { $0[$1.label ?? ""] = "\($1.value)" }
    }

    @Test("the defaults of the settings are those of what they configure")
    func defaults() throws {
        #expect(try properties(configuration([:])) == properties(GatewayConfiguration()))
        #expect(try settings([:]).webSocketConfiguration.compression == nil)
        #expect(try settings([:]).tlsConfiguration == nil)
        var http = HTTPConfiguration()
        http.maximumBodyByteCount = 64 << 10
        #expect(try settings([:]).httpConfiguration == http)
    }

    @Test("every property but one can be set")
    func all() throws {
        let flags: [String: [String]] = [
            "public-url": ["wss://a.example/ws"], "allow-did": ["\(Agents.did(1))"], "allow-unchallenged": [""],
            "relay": ["off"], "ice-server": ["stun:a"], "register-timeout": ["7s"], "heartbeat": ["7s"],
            "silent-heartbeats": ["7"], "session-expiry": ["77s"], "sweep-interval": ["7s"], "drain-time": ["7s"],
            "clock-tolerance": ["7s"], "max-message": ["2MiB"], "max-registration": ["7KiB"],
            "max-capabilities": ["7"], "messages-per-second": ["7"], "max-refusals": ["7"], "max-open-requests": ["7"],
            "max-watches": ["7"], "max-waiting": ["7MiB"], "replay-memory": ["77MiB"], "registry-memory": ["7MiB"],
            "max-connections": ["7"],
        ]
        let (before, after) = try (properties(configuration([:])), properties(configuration(flags)))
        #expect(before.keys.filter { before[$0] == after[$0] } == ["waitingRetryInterval"])
    }

    @Test("who may register follows from list, tokens and denials")
    func admission() throws {
        let folder = try TemporaryFolder()
        let tokens = try folder.write("", as: "tokens")
        #expect(try configuration([:]).admission.requirement == .none)
        #expect(try configuration(["require-token": [tokens]]).admission.requirement == .token)
        let listed = try configuration(["allow-did": ["\(Agents.did(1))"]]).admission.requirement
        #expect(listed == .listed([Agents.did(1).publicKey]))
        let settings = try settings([:])
        let denied = GatewayConfiguration(
            settings,
            files: try SettingsFiles(settings),
            denied: [Agents.did(2).publicKey]
        )
        #expect(denied.admission.denied == [Agents.did(2).publicKey])
    }

    @Test("all files are read, and named for a reload")
    func files() throws {
        let folder = try TemporaryFolder()
        let settings = try settings([
            "require-token": [folder.write("sha256:\(TokenHash(of: "a")) x\n", as: "a")],
            "admin-tokens": [folder.write("sha256:\(TokenHash(of: "b")) y\n", as: "b")],
            "ice-server": ["stun:one", "stun:two"],
            "ice-servers-file": [
                folder.write(#"[{"urls": "turn:fixed", "username": "u", "credential": "c"}]"#, as: "c")
            ],
            "turn-url": ["turn:shared"], "turn-secret-file": [folder.write("north\n", as: "d")],
        ])
        let files = try SettingsFiles(settings)
        #expect(files.names == ["require_token", "admin_tokens", "ice_servers_file", "turn_secret_file"])
        #expect(files.enrolment?.entries.map(\.name) == ["x"])
        #expect(files.administrators?.entries.map(\.name) == ["y"])
        let servers = files.iceServers.servers(for: Agents.did(1), now: Timestamp(secondsSinceEpoch: 0))
        #expect(servers.map(\.urls) == [["stun:one", "stun:two"], ["turn:fixed"], ["turn:shared"]])
        #expect(servers[2].expires == Timestamp(secondsSinceEpoch: 3_600))
    }

    @Test(
        "a file that is missing is an error with its path",
        arguments: [
            ["require-token"], ["admin-tokens"], ["ice-servers-file"], ["turn-secret-file", "turn-url"],
        ]
    )
    func missingFiles(_ flags: [String]) throws {
        let values = ["turn-url": ["turn:a"]]
        let settings = try settings(
            Dictionary(uniqueKeysWithValues: flags.map { ($0, values[$0] ?? ["/nowhere/at/all"]) })
        )
        let error = #expect(throws: StateError.self) { try SettingsFiles(settings) }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("/nowhere/at/all") == true)
    }

    @Test("connections get the limits that are set")
    func transport() throws {
        let settings = try settings([
            "max-message": ["2MiB"], "message-timeout": ["7s"], "close-timeout": ["7s"], "compression": [""],
            "max-head": ["9KiB"], "idle-timeout": ["7s"], "tls-certificate": ["a.pem"], "tls-key": ["b.pem"],
            "tls-client-ca": ["c.pem"], "tls-handshake-timeout": ["7s"], "allow-origin": ["https://a.example"],
        ])
        let webSocket = settings.webSocketConfiguration
        #expect(webSocket.maximumMessageByteCount == 2 << 20 && webSocket.maximumFrameByteCount == 2 << 20)
        #expect(webSocket.tooLargeCloseCode == .tooLarge && !webSocket.acceptsBinary)
        #expect(webSocket.messageTimeout == .seconds(7) && webSocket.closeTimeout == .seconds(7))
        #expect(webSocket.compression != nil)
        #expect(settings.httpConfiguration.maximumHeadByteCount == 9 << 10)
        #expect(settings.httpConfiguration.idleTimeout == .seconds(7))
        let tls = try #require(settings.tlsConfiguration)
        #expect(tls.certificateFile == "a.pem" && tls.keyFile == "b.pem" && tls.rootFiles == ["c.pem"])
        #expect(tls.verification == .required && !tls.trustsSystemRoots && tls.handshakeTimeout == .seconds(7))
        let origin = HTTPOriginPolicy(allowing: ["https://a.example"])
        #expect(settings.originPolicy(listeningAt: []) == origin)
    }

    @Test(
        "pages of the gateway itself may connect, under all its names that are the operator's",
        arguments: [
            (["127.0.0.1:80"], [], [:], ["http://localhost", "http://127.0.0.1"]),
            (["[::1]:8000"], [], [:], ["http://localhost:8000", "http://[::1]:8000"]),
            (["192.0.2.1:8000"], [], ["tls-certificate": ["a.pem"]], ["https://192.0.2.1:8000"]),
            (
                ["0.0.0.0:8000", "[::]:8000"], [], ["insecure": [""]],
                ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"]
            ),
            (
                ["127.0.0.1:8000"], ["wss://g.example/ws", "ws://G.example:8080/ws"], [:],
                ["https://g.example", "http://g.example:8080", "http://localhost:8000", "http://127.0.0.1:8000"]
            ),
        ] as [([String], [String], [String: [String]], [String])]
    )
    func origins(_ listen: [String], _ urls: [String], _ others: [String: [String]], _ expected: [String]) throws {
        var flags = others
        flags["listen"] = listen
        flags["public-url"] = urls
        let settings = try settings(flags)
        #expect(settings.originPolicy(listeningAt: settings.listen) == HTTPOriginPolicy(allowing: expected))
    }
}
