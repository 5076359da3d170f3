// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus watch`.
enum Watch {
    private static let capability = CommandOption.value(
        "capability",
        letter: "c",
        "ID",
        help: "only agents that offer this"
    )

    static let command = Command(
        "watch",
        summary: "print agents as they come, change and go",
        details: [
            "First those that are there, with '=', then what happens: '+' came, '~' changed, '-' left. It goes on, over losses "
                + "of the connection too, until Ctrl-C."
        ],
        options: [capability, .json] + CommandOption.connection,
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus watch", "aiconexus watch --capability text.upper --json"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let isJSON = arguments.contains(.json)
        return try await withConnection(arguments, console) { connection in
            var connection = connection
            connection.configuration.reconnect = ReconnectPolicy()
            return try await connection.withAgent("aiconexus watch") { agent in
                var others = KnownAgents(without: agent.did)
                for try await event in agent.watch(capability: arguments.value(ifGiven: capability)) {
                    guard let event = others.news(in: event) else { continue }
                    if isJSON {
                        try console.announce(json: event.json)
                    } else {
                        for line in event.lines(console.style) { try console.announce(line) }
                    }
                }
                return .success
            }
        }
    }
}

/// The agents that a watch has told of.
private struct KnownAgents {
    private let own: DID
    private var known: Set<DID> = []

    /// - Parameter own: an agent that is not worth telling of.
    init(without own: DID) {
        self.own = own
    }

    /// What is news in an event, `nil` when nothing is: an agent that has gone before it was told of is none.
    mutating func news(in event: DirectoryEvent) -> DirectoryEvent? {
        switch event {
        case .snapshot(let agents):
            let others = agents.filter { $0.did != own }
            known = Set(others.map(\.did))
            return .snapshot(others)
        case .joined(let agent), .changed(let agent):
            guard agent.did != own else { return nil }
            known.insert(agent.did)
            return event
        case .left(let did):
            return known.remove(did) == nil ? nil : event
        }
    }
}

extension DirectoryEvent {
    /// **Shape:** `{"event": "snapshot", "agents"}`, `{"event": "joined" | "changed", "agent"}`, `{"event": "left", "did"}`.
    fileprivate var json: JSONObject {
        switch self {
        case .snapshot(let agents): ["event": "snapshot", "agents": .array(agents.map { .object($0.json) })]
        case .joined(let agent): ["event": "joined", "agent": .object(agent.json)]
        case .changed(let agent): ["event": "changed", "agent": .object(agent.json)]
        case .left(let did): ["event": "left", "did": .string(did.description)]
        }
    }

    fileprivate func lines(_ style: TerminalStyle) -> [String] {
        switch self {
        case .snapshot(let agents): agents.map { "= \($0.line)" }
        case .joined(let agent): [style.text("+", .green) + " \(agent.line)"]
        case .changed(let agent): [style.text("~", .yellow) + " \(agent.line)"]
        case .left(let did): [style.text("-", .red) + " \(did)"]
        }
    }
}
