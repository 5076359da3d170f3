// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// `aiconexus-gateway show`.
enum ShowAgent {
    static let command = Command(
        "show",
        summary: "show one connected agent and what it offers",
        options: CommandOption.administration,
        arguments: [.agent],
        examples: ["aiconexus-gateway show did:key:z6Mk…"],
        task: { arguments, console in
            let did = try arguments.did(of: .agent)
            return try await AdminClient.with(arguments) { client in
                let agent = try await client.ask("agents/\(did)")
                if arguments.contains(.json) {
                    try console.writeLine(json: agent)
                } else {
                    for line in lines(agent) { try console.output.writeLine(line) }
                }
                return .success
            }
        }
    )

    private static func lines(_ agent: JSONObject) -> [String] {
        let names: [(title: String, member: JSONName)] = [
            ("did", "did"), ("name", "name"), ("description", "description"), ("version", "version"),
            ("address", "address"), ("connected", "connected_at"), ("heard", "last_activity"), ("epoch", "epoch"),
            ("waiting bytes", "waiting_bytes"), ("load", "load"), ("slots", "slots"), ("token", "token"),
        ]
        var rows = names.compactMap { name in
            agent[name.member].map { (name.title, $0.string ?? $0.canonicalText) }
        }
        for capability in (agent["capabilities"]?.array ?? []).compactMap(\.object) {
            let words = [capability["id"], capability["description"]].compactMap { $0?.string }
            rows.append(("offers", words.joined(separator: ": ")))
        }
        return FactSheet.lines(rows)
    }
}
