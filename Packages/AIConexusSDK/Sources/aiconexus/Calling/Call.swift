// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus call`.
enum Call {
    static let to = CommandOption.value("to", "DID", help: "the agent (default one that offers the capability)")
    private static let stream = CommandOption.flag(
        "stream",
        letter: "s",
        help: "print each part on a line, as it comes"
    )
    static let idempotencyKey = CommandOption.value(
        "idempotency-key",
        "TEXT",
        help: "have the work done once only, however often it is called with this key"
    )
    static let clear = CommandOption.flag("clear", help: "send in the clear, so that the gateway can read it")
    static let sealed = CommandOption.flag("sealed", help: "do not call an agent for which nothing can be sealed")
    static let path = CommandOption.value(
        "path",
        "auto|relay|direct",
        help: "through the gateway, directly, or the better of them (default auto)"
    )
    static let capability = CommandArgument("CAPABILITY", help: "what to call, as in text.upper")
    private static let json = CommandArgument(
        "JSON",
        help: "the arguments, an object; '-' reads them from standard input (default {})",
        isRequired: false
    )

    static let command = Command(
        "call",
        summary: "call a capability of an agent and print its result",
        details: [
            "The result is one line of canonical JSON; with --stream a line for each part, as it comes. With --json the "
                + "line has the result and what is to be told about the call, or the error.",
            "Without --to one of the agents that offer the capability is called, and another one if the first is busy or "
                + "has gone. A capability that begins with 'gateway.' is the gateway's own. What is sent is sealed for the "
                + "agent where it has published a key. Ctrl-C cancels the call at the agent too.",
        ],
        options: [to, stream, .timeout, idempotencyKey, clear, sealed, path, .json] + CommandOption.connection,
        arguments: [capability, json],
        exitStatuses: Command.networkStatuses,
        examples: [
            #"aiconexus call text.upper '{"text": "hello"}'"#, "aiconexus call gateway.stats",
            #"aiconexus call --stream count '{"to": 3}'"#, "aiconexus call summarize - < article.json",
        ],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let order = try CallOrder(arguments)
        return try await withConnection(arguments, console) { connection in
            let args = try await CallArguments.read(
                arguments.values(of: json).first,
                name: json.name,
                command: arguments.command,
                console
            )
            return try await connection.withAgent("aiconexus call") { agent in
                let callees = try await Callees(order.callee, order.capability, for: agent)
                return try await callees.first { callee, isLast in
                    var options = order.options
                    // An agent that has no time for us is worth a wait only when there is no other.
                    if !isLast { options.retry = .never }
                    console.status.show("waiting for \(order.capability) of \(callee.title) …")
                    if arguments.contains(stream) {
                        return try await order.stream(args, from: callee, options, console)
                    }
                    return try await order.request(args, of: callee, options, console)
                }
            }
        }
    }
}
