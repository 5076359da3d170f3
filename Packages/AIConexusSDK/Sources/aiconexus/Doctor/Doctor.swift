// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus doctor`.
enum Doctor {
    static let command = Command(
        "doctor",
        summary: "find out why a gateway cannot be reached, or see that it can",
        details: [
            "Looks at the name, the connection, TLS, the WebSocket, who the gateway is, the clocks, the registration, a "
                + "message there and back, and the STUN and TURN servers that direct paths need: what works, what does not, "
                + "and what to do about it. The status is 1 when something does not work that calls need."
        ],
        options: [.json] + CommandOption.connection,
        examples: ["aiconexus doctor", "aiconexus doctor --gateway wss://gateway.example --json"],
        task: run
    )

    /// **Shape of `--json`:** `{"url", "works", "findings": [{"check", "verdict", "message", "advice"?}]}`.
    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let connection = try Connection(arguments, console)
        let url = connection.configuration.url
        guard arguments.contains(.json) else {
            try console.announce("examining \(url)")
            var examination = Examination(connection) { finding in
                for line in finding.lines(console.style) { try console.announce(line) }
            }
            return try await examination.run() ? .success : .failure
        }
        var findings: [JSONValue] = []
        var examination = Examination(connection) { findings.append(.object($0.json)) }
        let works = try await examination.run()
        let report: JSONObject = [
            "url": .string(url.description), "works": .bool(works), "findings": .array(findings),
        ]
        try console.announce(json: report)
        return works ? .success : .failure
    }
}
