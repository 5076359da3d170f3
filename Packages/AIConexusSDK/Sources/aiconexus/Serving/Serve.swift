// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus serve`.
enum Serve {
    private static let capability = CommandOption.value(
        "capability",
        letter: "c",
        "ID",
        help: "what it is called by, as in text.upper",
        isRequired: true
    )
    private static let stream = CommandOption.flag(
        "stream",
        letter: "s",
        help: "each line of output is a part of a stream"
    )
    private static let text = CommandOption.flag("text", help: "the output is text, not JSON; the result is a string")
    private static let description = CommandOption.value(
        "description",
        "TEXT",
        help: "what it does, for those who choose"
    )
    private static let name = CommandOption.value(
        "name",
        "TEXT",
        help: "the agent's name in lists (default its capability)"
    )
    private static let concurrency = CommandOption.value(
        "concurrency",
        letter: "n",
        "N",
        help: "how many calls run at a time; others are refused at once (default 4)"
    )
    private static let atMostOnce = CommandOption.flag(
        "at-most-once",
        help: "tell callers that doing it twice does harm, so that none repeats a call"
    )
    private static let tag = CommandOption.value("tag", "WORD", help: "a word to be found by", isRepeatable: true)
    private static let allow = CommandOption.value(
        "allow",
        "DID",
        help: "serve this agent only (default everybody)",
        isRepeatable: true
    )
    private static let relayOnly = CommandOption.flag(
        "relay-only",
        help: "take no direct connections, which tell callers this machine's address"
    )
    private static let verbose = CommandOption.flag("verbose", letter: "v", help: "tell of each call on standard error")
    private static let words = CommandArgument("COMMAND", help: "the program and its arguments", isRepeatable: true)

    private static let defaultConcurrency = 4
    private static let maximumConcurrency = 1_000

    static let command = Command(
        "serve",
        summary: "offer a program as a capability that agents can call",
        details: [
            "COMMAND is run once for each call, with the arguments as one line of JSON on its standard input. What it writes "
                + "on standard output is the result: one JSON value, or with --stream a JSON value on each line. When it ends "
                + "with another status than 0 the call fails with the last line of its standard error; 75 says that the "
                + "same call may succeed later.",
            "It runs without a shell; 'sh -c' starts one. It finds AICONEXUS_CALLER, AICONEXUS_CALL_ID, "
                + "AICONEXUS_CAPABILITY, and where the call has them AICONEXUS_TIMEOUT_MS, AICONEXUS_IDEMPOTENCY_KEY and "
                + "TRACEPARENT in its environment. When the caller cancels or the time is up, its process group gets "
                + "SIGTERM, and SIGKILL two seconds later.",
            "The agent comes back by itself when the gateway was away. The first Ctrl-C or SIGTERM takes no more calls and "
                + "waits up to 10 s for those that run; the second ends at once.",
        ],
        options: [
            capability, stream, text, description, name, concurrency, atMostOnce, tag, allow, relayOnly, verbose, .json,
        ]
            + CommandOption.connection,
        arguments: [words],
        optionsEndAtArgument: true,
        exitStatuses: Command.networkStatuses,
        examples: [
            "aiconexus serve -c text.upper -- jq -c '{text: .text | ascii_upcase}'",
            "aiconexus serve --key agent.key -c host.uptime --text -- uptime",
            "aiconexus serve -c count --stream -- sh -c 'seq \"$(jq .to)\"'",
        ],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let descriptor = try descriptor(arguments)
        let permitted = try permitted(arguments)
        let program = try ChildProgram(arguments.values(of: words))
        let served = ServedCommand(program: program, isText: arguments.contains(text), console: console)
        return try await withConnection(arguments, console) { connection in
            var configuration = AgentConfiguration(gateway: connection.configuration)
            configuration.gateway.reconnect = ReconnectPolicy()
            if arguments.contains(relayOnly) { configuration.paths = .relayOnly }
            if !permitted.isEmpty { configuration.permits = { caller, _ in permitted.contains(caller) } }
            let card = AgentCard(
                name: arguments.value(ifGiven: name) ?? descriptor.id.text,
                description: arguments.value(ifGiven: description),
                version: AIConexus.version
            )
            let agent = Agent(card, configuration: configuration, key: connection.key)
            let log = ServingLog(
                connection,
                isJSON: arguments.contains(.json),
                isVerbose: arguments.contains(verbose)
            )
            try offer(descriptor, served, by: agent, log, isStream: arguments.contains(stream))
            try await serve(agent, descriptor.id, log)
            return .success
        }
    }

    private static func offer(
        _ descriptor: CapabilityDescriptor,
        _ served: ServedCommand,
        by agent: Agent,
        _ log: ServingLog,
        isStream: Bool
    ) throws {
        @Sendable func telling<Result>(
            _ context: CallContext,
            _ body: () async throws -> Result
        ) async throws -> Result {
            let start = ContinuousClock.now
            do {
                let result = try await body()
                log.tell(context, .now - start, nil)
                return result
            } catch {
                log.tell(context, .now - start, error)
                throw error
            }
        }
        if isStream {
            try agent.serveStream(descriptor) { args, context, parts in
                try await telling(context) { try await served.stream(args, context, parts) }
            }
        } else {
            try agent.serve(descriptor) { args, context in
                try await telling(context) { try await served.answer(args, context) }
            }
        }
    }

    /// Runs the agent until it is cancelled, or cannot go on.
    private static func serve(_ agent: Agent, _ capability: CapabilityID, _ log: ServingLog) async throws {
        agent.onError { log.report($0) }
        let states = await agent.states
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await log.follow(states, capability, agent.did) }
                group.addTask { try await agent.run() }
                defer { group.cancelAll() }
                try await group.next()
                try await group.next()
            }
        } catch {
            await agent.stopInOrder()
            throw error
        }
        await agent.stopInOrder()
    }
}

// MARK: - Reading the options

extension Serve {
    private static func descriptor(_ arguments: ParsedArguments) throws -> CapabilityDescriptor {
        let text = arguments.value(of: capability)
        guard let id = CapabilityID(text) else {
            throw UsageError(
                command: arguments.command,
                "'\(text)' is no capability; one looks like text.upper: words of a-z and 0-9 with . _ or - between them"
            )
        }
        let words = arguments.values(of: words).joined(separator: " ")
        var descriptor = CapabilityDescriptor(
            id: id,
            description: arguments.value(ifGiven: description) ?? "Runs \(words.prefix(80)).",
            tags: arguments.values(of: tag)
        )
        let concurrency = try arguments.integer(ifGiven: concurrency, in: 1...maximumConcurrency)
        descriptor.concurrency = concurrency ?? defaultConcurrency
        if arguments.contains(atMostOnce) { descriptor.semantics = .atMostOnce }
        return descriptor
    }

    private static func permitted(_ arguments: ParsedArguments) throws(UsageError) -> Set<DID> {
        var permitted: Set<DID> = []
        for text in arguments.values(of: allow) {
            guard let did = try? DID(text) else {
                let reason = "--allow DID must be a DID like did:key:z6Mk…, not '\(text)'"
                throw UsageError(command: arguments.command, reason)
            }
            permitted.insert(did)
        }
        return permitted
    }
}
