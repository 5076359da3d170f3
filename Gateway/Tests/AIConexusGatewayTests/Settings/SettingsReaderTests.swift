// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@testable import AIConexusGateway

@Suite("GatewaySettings(reading:)")
struct SettingsReaderTests {
    private func settings(
        flags: [String: [String]] = [:],
        _ environment: [String: String] = [:],
        file: String? = nil
    ) throws -> GatewaySettings {
        let file = file.map { SettingsInput.File(path: "gateway.json", bytes: Array($0.utf8)) }
        return try GatewaySettings(reading: SettingsInput(flags: flags, environment: environment, file: file))
    }

    private func message(
        flags: [String: [String]] = [:],
        _ environment: [String: String] = [:],
        file: String? = nil
    ) -> String? {
        #expect(throws: SettingsError.self) { try settings(flags: flags, environment, file: file) }?.description
    }

    @Test("nothing given means 127.0.0.1:8000, open, on this machine only")
    func defaults() throws {
        let settings = try settings()
        #expect(settings.listen.map(\.description) == ["127.0.0.1:8000"])
        #expect(settings.isOpen)
        #expect(settings.logLevel == .info)
    }

    /// Which sources have the setting, and the value that counts: each gives another number of messages.
    static let sources: [(flag: Bool, long: Bool, short: Bool, file: Bool, expected: Int)] = (0..<16).map { bits in
        let (flag, long, short, file) = (bits & 8 != 0, bits & 4 != 0, bits & 2 != 0, bits & 1 != 0)
        return (flag, long, short, file, flag ? 4 : long ? 3 : short ? 2 : file ? 1 : 200)
    }

    @Test("flags overrule the environment, the environment the file, and the file the defaults", arguments: sources)
    func precedence(flag: Bool, long: Bool, short: Bool, file: Bool, expected: Int) throws {
        var environment: [String: String] = [:]
        environment["AICONEXUS_GATEWAY_MESSAGES_PER_SECOND"] = long ? "3" : nil
        environment["AICONEXUS_MESSAGES_PER_SECOND"] = short ? "2" : nil
        let settings = try settings(
            flags: flag ? ["messages-per-second": ["4"]] : [:],
            environment,
            file: file ? #"{"messages_per_second": 1}"# : nil
        )
        #expect(settings.messagesPerSecond == expected)
    }

    @Test("sources that say different things add up")
    func union() throws {
        let settings = try settings(
            flags: ["port": ["9000"]],
            ["AICONEXUS_LOG_FORMAT": "json"],
            file: #"{"host": "::1", "heartbeat": "10s"}"#
        )
        #expect(settings.listen.map(\.description) == ["[::1]:9000"])
        #expect(settings.logFormat == .json)
        #expect(settings.heartbeatInterval == .seconds(10))
    }

    @Test("a list given by one source replaces the list of another, with commas or with several uses")
    func lists() throws {
        let file = #"{"trusted_proxies": ["10.0.0.0/8", "::1"]}"#
        #expect(try settings(file: file).trustedProxies.map(\.text) == ["10.0.0.0/8", "::1/128"])
        let variable = ["AICONEXUS_TRUSTED_PROXIES": "192.0.2.1, 192.0.2.2"]
        #expect(
            try settings(variable, file: file).trustedProxies.map(\.text) == ["192.0.2.1/32", "192.0.2.2/32"]
        )
        let flags = ["trusted-proxies": ["10.1.0.0/16,10.2.0.0/16", "10.3.0.0/16"]]
        #expect(try settings(flags: flags, variable, file: file).trustedProxies.count == 3)
        #expect(try settings(file: #"{"trusted_proxies": []}"#).trustedProxies == [])
    }

    @Test("an empty variable is as good as none")
    func emptyVariables() throws {
        let settings = try settings(
            ["AICONEXUS_GATEWAY_PORT": "", "AICONEXUS_PORT": "9000", "AICONEXUS_LISTEN": "", "AICONEXUS_INSECURE": ""]
        )
        #expect(settings.listen.map(\.port) == [9_000])
        #expect(!settings.isInsecureAllowed)
    }

    @Test("an option without a value turns on what the environment or the file may turn off again")
    func switches() throws {
        #expect(try settings(flags: ["ephemeral-key": [""]], ["AICONEXUS_EPHEMERAL_KEY": "no"]).isKeyEphemeral)
        #expect(try settings(["AICONEXUS_EPHEMERAL_KEY": "1"]).isKeyEphemeral)
        #expect(try !settings(["AICONEXUS_EPHEMERAL_KEY": "off"], file: #"{"ephemeral_key": true}"#).isKeyEphemeral)
        #expect(try !settings(flags: ["relay": ["off"]]).relays)
    }

    @Test("what Kubernetes says about a service of the same name is no setting")
    func kubernetes() throws {
        let settings = try settings([
            "AICONEXUS_PORT": "tcp://10.0.0.7:80", "AICONEXUS_GATEWAY_PORT": "tcp://10.0.0.7:8000",
            "AICONEXUS_GATEWAY_PORT_8000_TCP_ADDR": "10.0.0.7", "AICONEXUS_GATEWAY_SERVICE_HOST": "10.0.0.7",
            "AICONEXUS_GATEWAY_SERVICE_PORT": "8000", "AICONEXUS_GATEWAY_SERVICE_PORT_HTTP": "8000",
        ])
        #expect(settings.listen.map(\.port) == [8_000])
    }

    @Test("a name that is no setting's ends the start, where it can only be meant for the gateway")
    func unknown() throws {
        #expect(message(["AICONEXUS_GATEWAY_PROT": "1"]) == "AICONEXUS_GATEWAY_PROT is no setting")
        #expect(message(file: #"{"prot": 1}"#) == "'prot' in gateway.json is no setting")
        #expect(message(file: #"{"config": "other.json"}"#) == "'config' in gateway.json is no setting")
        #expect(throws: Never.self) { try settings(["AICONEXUS_VECTORS": "here", "AICONEXUS_GATEWAY_CONFIG": "x"]) }
    }

    @Test(
        "a file that is no JSON object is refused with the place",
        arguments: [
            ("", "gateway.json must be a JSON object: "),
            ("[1]", "gateway.json must be a JSON object of settings"),
            (#"{"port": 1, "port": 2}"#, "gateway.json must be a JSON object: "),
        ]
    )
    func malformedFile(_ text: String, _ expected: String) {
        #expect(message(file: text)?.hasPrefix(expected) == true)
    }
}

extension IPNetwork {
    fileprivate var text: String { "\(address)/\(prefixLength)" }
}
