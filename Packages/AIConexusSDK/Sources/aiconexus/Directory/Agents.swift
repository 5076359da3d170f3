// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus agents`.
enum Agents {
    private static let capability = CommandOption.value(
        "capability",
        letter: "c",
        "ID",
        help: "only agents that offer this"
    )
    private static let text = CommandOption.value(
        "text",
        "TEXT",
        help: "only agents whose name, description or capabilities contain this"
    )
    private static let limit = CommandOption.value("limit", "N", help: "no more than so many (default 1000)")
    private static let did = CommandArgument("DID", help: "show all of this agent", isRequired: false)

    private static let defaultLimit = 1_000
    private static let largestLimit = 100_000

    static let command = Command(
        "agents",
        summary: "list the agents that are connected, or show one",
        details: [
            "The list is what the gateway says. Of one agent, what it offers is taken from its own signed registration, which "
                + "nobody else can have written."
        ],
        options: [capability, text, limit, .json] + CommandOption.connection,
        arguments: [did],
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus agents", "aiconexus agents --capability text.upper", "aiconexus agents --json"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let limit = try arguments.integer(ifGiven: limit, in: 1...largestLimit) ?? defaultLimit
        let isJSON = arguments.contains(.json)
        let who = try arguments.did(did)
        return try await withConnection(arguments, console) { connection in
            try await connection.withAgent("aiconexus agents") { agent in
                if let who {
                    try await AgentReport(agent.remote(who), isKnownTo: agent).write(to: console, asJSON: isJSON)
                    return .success
                }
                let found = try await agent.find(
                    capability: arguments.value(ifGiven: capability),
                    text: arguments.value(ifGiven: text),
                    limit: limit
                )
                try list(found.compactMap(\.description), on: console, asJSON: isJSON)
                return .success
            }
        }
    }

    /// **Shape of `--json`:** `{"agents": […], "count"}`.
    private static func list(_ agents: [AgentDescription], on console: Console, asJSON isJSON: Bool) throws {
        if isJSON {
            let count = JSONValue.number(JSONNumber(integerLiteral: agents.count))
            try console.writeLine(json: ["agents": .array(agents.map { .object($0.json) }), "count": count])
            return
        }
        var table = TextTable(["NAME", "FREE", "CAPABILITIES", "DID"])
        for agent in agents {
            table.append([
                String((agent.name ?? "").prefix(24)), agent.slots.map(String.init) ?? "", agent.capabilityList,
                agent.did.description,
            ])
        }
        for line in table.lines(console.style) { try console.output.writeLine(line) }
    }
}
