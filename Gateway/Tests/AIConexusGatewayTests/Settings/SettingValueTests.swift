// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusGateway

@Suite("Setting")
struct SettingValueTests {
    /// A wrong text for every setting, and wrong JSON beside it.
    static let wrong: [String: (texts: [String], json: [JSONValue])] = [
        "listen": (
            ["8000", "host:1", "::1:8000", "1.2.3.4:", "1.2.3.4:65536", "[1.2.3.4]:1", "1.2.3.4:+1", ""], ["x"]
        ),
        "host": (["gateway.example.com", "1.2.3", "[::1]", ""], [8_000]),
        "port": (["-1", "65536", "80 ", "+80", "0x50", "http", ""], [65_536, 1.5, "80"]),
        "public_url": (
            [
                "gateway.example.com", "ftp://a", "wss://", "wss://a:0", "wss://a:x", "wss://u@a", "wss://a/?q",
                "wss://a b",
                "wss://[1.2.3.4]", "wss://ä.example",
            ], [true]
        ),
        "tls_certificate": ([""], [1]),
        "tls_key": ([""], [1]),
        "tls_client_ca": ([""], [1]),
        "tls_handshake_timeout": (["99ms", "61s", "10", "10 s", "-1s"], [10]),
        "insecure": (["maybe"], ["on", 1]),
        "trusted_proxies": (["10.0.0.0/33", "::1/129", "proxy", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8"], ["::1"]),
        "allow_origin": (["*", "null", "example.com", "https://a/", "wss://a"], [["*"]]),
        "loops": (["0", "257", "auto"], [0]),
        "compression": (["maybe"], ["on"]),
        "state_directory": ([""], [1]),
        "key": ([""], [false]),
        "ephemeral_key": (["maybe"], [0]),
        "allow_did": (["did:web:a", "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", ""], [["did:key:z6Mk"], ""]),
        "require_token": ([""], [true]),
        "admin_tokens": ([""], [true]),
        "public_agents": (["maybe", "ON!"], ["off"]),
        "public_metrics": (["maybe"], ["off"]),
        "allow_unchallenged": (["maybe"], ["off"]),
        "max_denied": (["0", "1000001"], [-1]),
        "relay": (["maybe"], ["on"]),
        "register_timeout": (["99ms", "61s", "5"], [5]),
        "heartbeat": (["999ms", "11m", "0s"], [30]),
        "silent_heartbeats": (["0", "101"], [0]),
        "session_expiry": (["999ms", "25h"], [300]),
        "sweep_interval": (["99ms", "11m"], [60]),
        "clock_tolerance": (["0s", "2h"], [120]),
        "drain_time": (["11m", "ten"], [10]),
        "drain_spread": (["2h", "ten"], [10]),
        "max_connections": (["0", "10000001"], [0]),
        "max_connections_per_address": (["0"], [0]),
        "max_unauthenticated": (["0"], [0]),
        "max_message": (["1023", "65MiB", "1MB", "1 MiB", "-1KiB"], [1_023, "1kib"]),
        "max_registration": (["1023", "5MiB"], [0]),
        "max_capabilities": (["1001", "-1"], [1_001]),
        "messages_per_second": (["0", "1000001"], [0]),
        "message_burst": (["0"], [0]),
        "bytes_per_second": (["1023", "2GiB"], [0]),
        "byte_burst": (["1023", "2GiB"], [0]),
        "max_refusals": (["0", "10001"], [0]),
        "refusal_window": (["0s", "11m"], [10]),
        "max_open_requests": (["0"], [0]),
        "max_watches": (["-1", "1001"], [1_001]),
        "max_waiting": (["65535", "2GiB"], [0]),
        "stall_timeout": (["0s", "11m"], [10]),
        "replay_memory": (["16777215", "1025GiB"], [0]),
        "registry_memory": (["1048575", "1025GiB"], [0]),
        "message_timeout": (["0s", "11m"], [30]),
        "close_timeout": (["99ms", "61s"], [2]),
        "max_start_line": (["255", "65537"], [0]),
        "max_head": (["1023", "65537"], [0]),
        "max_fields": (["7", "1001"], [0]),
        "max_body": (["65MiB"], [-1]),
        "head_timeout": (["99ms", "11m"], [10]),
        "body_timeout": (["99ms", "11m"], [30]),
        "idle_timeout": (["99ms", "2h"], [60]),
        "max_requests": (["0"], [0]),
        "ice_server": (["stun.example.com", "turn:a", "stun://a", "stun:", "stun:a b"], [["turn:a"]]),
        "ice_servers_file": ([""], [[]]),
        "turn_url": (["stun:a", "turn://a", "turn:"], [["stun:a"]]),
        "turn_secret_file": ([""], [1]),
        "turn_lifetime": (["59s", "8d"], [3_600]),
        "log_format": (["xml", "JSON", ""], ["text", true]),
        "log_level": (["trace", "INFO"], [1]),
        "log_buffer": (["4095", "2GiB"], [0]),
    ]

    @Test("every setting refuses what it does not take, by every way, and names way, value and expectation")
    func refusals() throws {
        #expect(Set(Self.wrong.keys) == Set(Setting.table.map(\.name)))
        for setting in Setting.table {
            let wrong = try #require(Self.wrong[setting.name])
            for text in wrong.texts {
                // A switch has no value on the command line, and an empty variable is none at all.
                if setting.valueName != nil {
                    expect(SettingsInput(flags: [setting.flag: [text]]), refuse: "--\(setting.flag)", text, setting)
                }
                for name in setting.variables where !text.isEmpty {
                    expect(SettingsInput(environment: [name: text]), refuse: name, text, setting)
                }
            }
            for json in wrong.json + [.null, [:]] {
                let file = SettingsInput.File(
                    path: "g.json",
                    bytes: (["\(setting.name)": json] as [String: JSONValue]).bytes
                )
                let error = #expect(throws: SettingsError.self, "\(setting.name) \(json)") {
                    try GatewaySettings(reading: SettingsInput(file: file))
                }
                #expect(error?.message.contains("'\(setting.name)' in g.json must be ") == true)
                #expect(error?.message.contains(setting.expected) == true)
            }
        }
    }

    private func expect(_ input: SettingsInput, refuse origin: String, _ text: String, _ setting: Setting) {
        let error = #expect(throws: SettingsError.self, "\(setting.name) '\(text)'") {
            try GatewaySettings(reading: input)
        }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("\(origin) must be ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(setting.expected) == true)
        #expect(error?.message.hasSuffix(", not '\(text)'") == true, "\(error?.message ?? "")")
    }

    @Test("a long value is shown in part")
    func longValues() {
        let input = SettingsInput(flags: ["port": [String(repeating: "9", count: 10_000)]])
        let error = #expect(throws: SettingsError.self) { try GatewaySettings(reading: input) }
        #expect(error?.message.hasSuffix("999…'") == true)
        #expect((error?.message.count ?? 0) < 200)
    }

    @Test("numbers are taken up to their bounds, and no further")
    func bounds() throws {
        for setting in Setting.table where setting.range.contains("…") && !setting.isList {
            let bounds = setting.range.split(separator: "…").map(String.init)
            for bound in bounds {
                var settings = GatewaySettings()
                #expect(throws: Never.self, "\(setting.name) \(bound)") { try setting.assignTexts([bound], &settings) }
                let json = try #require(setting.json(settings))
                #expect((json.string ?? json.canonicalText) == bound)
            }
        }
    }

    @Test("names make options, variables and keys, and no two are the same")
    func names() throws {
        let setting = try #require(Setting.table.first { $0.name == "log_level" })
        #expect(setting.flag == "log-level")
        #expect(setting.variables == ["AICONEXUS_GATEWAY_LOG_LEVEL", "AICONEXUS_LOG_LEVEL"])
        #expect(Set(Setting.table.map(\.name)).count == Setting.table.count)
        for setting in Setting.table {
            #expect(
                !setting.help.isEmpty && !setting.help.hasSuffix(".") && setting.help.count < 100,
                "\(setting.name)"
            )
            #expect(setting.name.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil)
        }
    }

    @Test(
        "times and sizes are written with the largest unit that fits",
        arguments: [("500ms", "500ms"), ("1000ms", "1s"), ("60s", "1m"), ("90s", "90s"), ("24h", "1d"), ("0ms", "0s")]
    )
    func times(_ text: String, _ canonical: String) throws {
        #expect(DurationText.write(try #require(DurationText.read(text))) == canonical)
    }

    @Test(
        "sizes are written with the largest unit that fits",
        arguments: [("1024", "1KiB"), ("1000", "1000"), ("1024KiB", "1MiB"), ("3GiB", "3GiB"), ("0KiB", "0")]
    )
    func sizes(_ text: String, _ canonical: String) throws {
        #expect(ByteCountText.write(try #require(ByteCountText.read(text))) == canonical)
    }

    @Test(
        "numbers too large for the machine are refused, not cut",
        arguments: ["9223372036854775807", "99999999999999999999"]
    )
    func overflow(_ digits: String) {
        #expect(DurationText.read("\(digits)d") == nil)
        #expect(ByteCountText.read("\(digits)GiB") == nil)
    }
}

extension [String: JSONValue] {
    /// The members as a JSON object.
    fileprivate var bytes: [UInt8] {
        reduce(into: JSONObject()) { $0[JSONName($1.key)] = $1.value }.canonicalBytes()
    }
}
