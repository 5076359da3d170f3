// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus-gateway status`.
enum ShowStatus {
    static let command = Command(
        "status",
        summary: "say whether a gateway runs, and how it is",
        details: [
            "Without an administrator's token it tells what everybody may know: that the gateway runs, whether it drains, and "
                + "how many agents it has. It ends with status 1 when no gateway answers."
        ],
        options: CommandOption.administration,
        examples: ["aiconexus-gateway status", "aiconexus-gateway status --json"],
        task: { arguments, console in
            try await AdminClient.with(arguments) { client in
                let report = try await client.hasToken ? client.ask("status") : client.ask(publicly: "/health")
                if arguments.contains(.json) {
                    try console.writeLine(json: report)
                } else {
                    let lines = FactSheet.lines(client.hasToken ? facts(report) : publicFacts(report))
                    for line in lines { try console.output.writeLine(line) }
                }
                return .success
            }
        }
    )

    private static func publicFacts(_ health: JSONObject) -> [(String, String)] {
        [("status", text(health["status"])), ("agents", text(health["connected_agents"]))]
    }

    private static func facts(_ report: JSONObject) -> [(String, String)] {
        let seconds = (report["uptime_ms"]?.int ?? 0) / 1_000
        let messages = (report["messages_received"]?.object ?? [:]).reduce(0) { $0 + ($1.value.int ?? 0) }
        return [
            ("status", text(report["status"])), ("version", text(report["version"])), ("did", text(report["did"])),
            ("listening", list(report["listen"])), ("public", list(report["public_urls"])),
            ("running for", AgeText.text(seconds: Int64(seconds))), ("loops", text(report["loops"])),
            ("agents", text(report["agents"])), ("connections", text(report["connections"])),
            ("open calls", text(report["calls_open"])), ("watches", text(report["watches"])),
            ("registrations", text(report["registrations"])),
            (
                "messages",
                "\(messages) in, \(text(report["messages_forwarded"])) passed on, "
                    + "\(text(report["messages_lost"])) lost"
            ),
            ("refused", counts(report["refusals"])),
        ]
    }

    private static func text(_ value: JSONValue?) -> String {
        value.map { $0.string ?? $0.canonicalText } ?? "-"
    }

    private static func list(_ value: JSONValue?) -> String {
        let texts = (value?.array ?? []).compactMap(\.string)
        return texts.isEmpty ? "-" : texts.joined(separator: ", ")
    }

    private static func counts(_ value: JSONValue?) -> String {
        let texts = (value?.object ?? [:]).map { "\($0.name.text) \(text($0.value))" }
        return texts.isEmpty ? "nothing" : texts.joined(separator: ", ")
    }
}
