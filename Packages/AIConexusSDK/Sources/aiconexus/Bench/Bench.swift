// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus bench`.
enum Bench {
    static let duration = CommandOption.value(
        "duration",
        letter: "d",
        "TIME",
        help: "how long to call (default 5s)"
    )
    static let calls = CommandOption.value(
        "calls",
        letter: "n",
        "N",
        help: "make so many calls, however long they take"
    )
    static let inFlight = CommandOption.value(
        "in-flight",
        letter: "c",
        "N",
        help: "how many calls are under way at a time (default 1)"
    )
    static let size = CommandOption.value(
        "size",
        "BYTES",
        help: "how much text the built-in callee echoes (default 16)"
    )
    static let to = CommandOption.value("to", "DID", help: "the agent (default one that offers the capability)")
    static let capability = CommandArgument(
        "CAPABILITY",
        help: "what to call (default a built-in echo of another agent in this process)",
        isRequired: false
    )
    static let json = CommandArgument("JSON", help: "the arguments, an object (default {})", isRequired: false)

    static let command = Command(
        "bench",
        summary: "measure calls: how many a second, and how long they take",
        details: [
            "Calls one agent again and again, after a few calls that do not count. A call that fails counts as an error and is "
                + "not repeated; the status is 1 when there was one. Ctrl-C ends it early, with what was measured.",
            "A gateway lets an agent send so many messages a second (200 unless it was set otherwise), which bounds what is "
                + "measured through it; the report says so.",
        ],
        options: [duration, calls, inFlight, size, to, Call.clear, Call.path, .json] + CommandOption.connection,
        arguments: [capability, json],
        exitStatuses: Command.networkStatuses,
        examples: [
            "aiconexus bench", "aiconexus bench --in-flight 64 --path direct",
            #"aiconexus bench --calls 100 text.upper '{"text": "hello"}'"#,
        ],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let plan = try BenchPlan(arguments)
        return try await withConnection(arguments, console) { connection in
            guard let capability = arguments.values(of: capability).first else {
                return try await withEcho(connection) { echo in
                    try await measure(plan, EchoAgent.capability, plan.echoArguments, of: echo, connection, arguments)
                }
            }
            let text = arguments.values(of: json).first
            let args = try await CallArguments.read(text, name: json.name, command: arguments.command, console)
            return try await measure(plan, capability, args, of: plan.callee, connection, arguments)
        }
    }

    private static func measure(
        _ plan: BenchPlan,
        _ capability: String,
        _ args: JSONObject,
        of callee: DID?,
        _ connection: Connection,
        _ arguments: ParsedArguments
    ) async throws -> ExitStatus {
        try await connection.withAgent("aiconexus bench") { agent in
            let callee = try await Callees(callee, capability, for: agent).best
            let limit = await agent.state.session?.limits.messagesPerSecond
            let measurement = BenchMeasurement(plan, capability, args, of: callee)
            let result = try await measurement.run(connection.console)
            try result.write(to: connection.console, limit: limit, asJSON: arguments.contains(.json))
            return result.errorCount == 0 && result.callCount > 0 ? .success : .failure
        }
    }

    /// Runs the built-in callee while `body` lasts.
    private static func withEcho<Result: Sendable>(
        _ connection: Connection,
        _ body: (DID) async throws -> Result
    ) async throws -> Result {
        let echo = try EchoAgent.make(connection.configuration)
        do {
            try await echo.start()
            let result = try await body(echo.did)
            await echo.stopInOrder()
            return result
        } catch {
            await echo.stopInOrder()
            throw error
        }
    }
}

/// The callee of `aiconexus bench` that is always there.
enum EchoAgent {
    static let capability = "bench.echo"

    /// As many calls as anybody wants to have under way.
    private static let concurrency = 10_000

    static func make(_ configuration: GatewayConfiguration) throws -> Agent {
        let agent = Agent(
            AgentCard(name: "aiconexus bench", version: AIConexus.version),
            configuration: AgentConfiguration(gateway: configuration)
        )
        guard let id = CapabilityID(capability) else { preconditionFailure("not a capability") }
        var descriptor = CapabilityDescriptor(id: id, description: "Gives back what it is given.")
        descriptor.concurrency = concurrency
        try agent.serve(descriptor) { args, _ in .object(args) }
        return agent
    }
}
