// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus intent`.
enum IntentCommand {
    private static let to = CommandOption.value("to", "DID", help: "the agent", isRequired: true)
    private static let context = CommandOption.value("context", "TEXT", help: "what else it should know")
    private static let task = CommandOption.value("task", "NAME", help: "a task by name, in place of TEXT")
    private static let params = CommandOption.value("params", "JSON", help: "the task's parameters, an object")
    private static let clear = CommandOption.flag("clear", help: "send in the clear, so that the gateway can read it")
    private static let patience = CommandOption.value(
        "timeout",
        letter: "t",
        "TIME",
        help: "how long to wait for the answer (default 60s)"
    )
    private static let text = CommandArgument("TEXT", help: "what is wanted, in natural language", isRequired: false)

    static let command = Command(
        "intent",
        summary: "ask an agent whether and on what terms it would do something",
        details: [
            "Prints 'accepted', 'understood', 'counter' or 'declined', and below it what the agent wants to know, what it would "
                + "cost, and the terms. The status is 1 when it declines."
        ],
        options: [to, task, params, context, clear, patience, .json] + CommandOption.connection,
        arguments: [text],
        exitStatuses: Command.networkStatuses,
        examples: [
            "aiconexus intent --to DID 'translate 900 words into French'",
            #"aiconexus intent --to DID --task translate --params '{"words": 900}'"#,
        ],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let text = arguments.value(of: to)
        guard let callee = try? DID(text) else {
            throw UsageError(command: arguments.command, "--to DID must be a DID like did:key:z6Mk…, not '\(text)'")
        }
        let patience = try arguments.duration(ifGiven: patience, in: .milliseconds(1) ... .seconds(86_400))
        return try await withConnection(arguments, console) { connection in
            let intent = try await intent(arguments, console)
            return try await connection.withAgent("aiconexus intent") { agent in
                console.status.show("waiting for \(callee) …")
                let answer = try await agent.remote(callee).negotiate(
                    intent,
                    sealing: arguments.contains(clear) ? .off : .automatic,
                    timeout: patience ?? .seconds(60)
                )
                try write(answer, to: console, asJSON: arguments.contains(.json))
                return answer.status == .declined ? .failure : .success
            }
        }
    }

    private static func intent(_ arguments: ParsedArguments, _ console: Console) async throws -> Intent {
        let query = arguments.values(of: text).first
        guard let name = arguments.value(ifGiven: task) else {
            guard let query else { throw UsageError(command: arguments.command, "missing TEXT, or --task NAME") }
            guard !arguments.contains(params) else {
                throw UsageError(command: arguments.command, "--params JSON belongs to --task NAME")
            }
            return .naturalLanguage(query, context: arguments.value(ifGiven: context))
        }
        guard query == nil, !arguments.contains(context) else {
            throw UsageError(command: arguments.command, "--task NAME excludes TEXT and --context TEXT")
        }
        let text = arguments.value(ifGiven: params)
        let object = try await CallArguments.read(text, name: "--params JSON", command: arguments.command, console)
        return .structured(task: name, params: text == nil ? nil : object)
    }

    /// **Shape of `--json`:** `{"status", "required_input"?, "cost"?, "contract"?, "round_trip_ms"}`.
    private static func write(_ answer: IntentAnswer, to console: Console, asJSON isJSON: Bool) throws {
        if isJSON {
            var object: JSONObject = [
                "status": .string(answer.status.rawValue), "round_trip_ms": .milliseconds(answer.roundTripTime),
            ]
            object["required_input"] = answer.requiredInput.map(JSONValue.string)
            object["cost"] = answer.cost.map(JSONValue.string)
            if !answer.contract.isEmpty { object["contract"] = .object(answer.contract) }
            return try console.announce(json: object)
        }
        let color: TerminalStyle.Emphasis = answer.status == .declined ? .red : .green
        try console.announce(console.style.text(answer.status.rawValue, color))
        let contract = answer.contract.isEmpty ? nil : answer.contract.canonicalText
        for case (let label, let text?) in [
            ("wants to know", answer.requiredInput), ("cost", answer.cost), ("terms", contract),
        ] {
            try console.announce("\(label): \(PrintableText.line(text))")
        }
    }
}
