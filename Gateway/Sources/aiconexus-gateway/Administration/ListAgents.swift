// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol

/// `aiconexus-gateway list`.
enum ListAgents {
    private static let capability = CommandOption.value("capability", "ID", help: "only agents that offer this")
    private static let text = CommandOption.value(
        "text",
        "WORDS",
        help: "only agents with this in their name, description or capabilities"
    )

    static let command = Command(
        "list",
        summary: "list the agents that are connected, and from where",
        details: [
            "Times are how long ago the session began and the agent was heard last; 'waiting' is what waits for its socket; "
                + "'token' is the name of the enrolment token that it came with."
        ],
        options: [capability, text] + CommandOption.paging + CommandOption.administration,
        examples: [
            "aiconexus-gateway list", "aiconexus-gateway list --capability text.upper --limit 10",
            "aiconexus-gateway list --all --json",
        ],
        task: { arguments, console in
            try await AdminClient.with(arguments) { client in
                var query: [(name: String, value: String)] = []
                for option in [capability, text] {
                    if let value = arguments.value(ifGiven: option) { query.append((option.name, value)) }
                }
                var listing = try Paging(arguments, "agents", query)
                while let page = try await listing.next(client, console) {
                    try show(page, arguments.contains(.json), console)
                }
                return .success
            }
        }
    )

    private static func show(_ agents: [JSONObject], _ isJSON: Bool, _ console: Console) throws {
        if isJSON { return try agents.forEach(console.writeLine(json:)) }
        var table = Table(
            ["DID", "NAME", "ADDRESS", "CONNECTED", "HEARD", "WAITING", "TOKEN"],
            style: console.style
        )
        let now = Timestamp.now
        for agent in agents {
            table.append([
                agent["did"]?.string ?? "-", agent["name"]?.string ?? "-", agent["address"]?.string ?? "-",
                AgeText.text(since: agent["connected_at"], now: now),
                AgeText.text(since: agent["last_activity"], now: now),
                agent["waiting_bytes"]?.canonicalText ?? "-", agent["token"]?.string ?? "-",
            ])
        }
        for line in table.lines { try console.output.writeLine(line) }
    }
}
