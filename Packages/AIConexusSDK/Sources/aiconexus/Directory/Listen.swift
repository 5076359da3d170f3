// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus listen`.
enum Listen {
    private static let name = CommandOption.value("name", "TEXT", help: "the agent's name in lists (default listener)")
    private static let count = CommandOption.value(
        "count",
        letter: "n",
        "N",
        help: "stop after so many (default never)"
    )

    private static let largestCount = 1_000_000_000

    static let command = Command(
        "listen",
        summary: "register, and print every message that comes",
        details: [
            "Each message was verified. The line has its time, type and sender and its payload as JSON; with --json all of it but "
                + "the signature. Calls are refused and intents declined, so that nobody waits. The listener publishes no key "
                + "to seal for, so that what is sent to it can be read here.",
            "It goes on, over losses of the connection too, until Ctrl-C.",
        ],
        options: [name, count, .json] + CommandOption.connection,
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus listen --key agent.key", "aiconexus listen --json -n 1"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let count = try arguments.integer(ifGiven: count, in: 1...largestCount) ?? .max
        let card = AgentCard(name: arguments.value(ifGiven: name) ?? "listener", version: AIConexus.version)
        return try await withConnection(arguments, console) { connection in
            var configuration = connection.configuration
            configuration.reconnect = ReconnectPolicy()
            let client = GatewayClient(configuration, key: connection.key, card: card)
            await client.onError { error in
                if let error = error as? GatewayError, !error.isTransient { return }
                console.complain("\(error)")
            }
            do {
                let session = try await client.connect()
                try connection.remember(session)
                try announce(client.did, session, configuration.url, console, asJSON: arguments.contains(.json))
                try await print(client, count, console, asJSON: arguments.contains(.json))
            } catch {
                await client.leaveInOrder()
                throw error
            }
            await client.leaveInOrder()
            return .success
        }
    }

    /// **Shape of `--json`:** `{"did", "gateway", "url"}`.
    private static func announce(
        _ did: DID,
        _ session: GatewaySession,
        _ url: GatewayURL,
        _ console: Console,
        asJSON isJSON: Bool
    ) throws {
        guard isJSON else { return try console.announce("listening as \(did) at \(url)") }
        try console.announce(json: [
            "did": .string(did.description), "gateway": .string(session.gateway.description),
            "url": .string(url.description),
        ])
    }

    private static func print(
        _ client: GatewayClient,
        _ count: Int,
        _ console: Console,
        asJSON isJSON: Bool
    ) async throws {
        var left = count
        for await envelope in client.messages {
            if isJSON {
                try console.announce(json: envelope.json)
            } else {
                let payload = PrintableText.line(envelope.payload.json.canonicalText)
                try console.announce("\(envelope.timestamp) \(envelope.type) from \(envelope.from) \(payload)")
            }
            if let refusal = refusal(of: envelope) {
                try await client.send(refusal, to: envelope.from, answering: envelope.id)
            }
            left -= 1
            if left == 0 { return }
        }
        try Task.checkCancellation()
        if case .error(let error) = await client.state { throw error }
    }

    /// What somebody who waits for an answer is told; `nil` when nobody waits.
    private static func refusal(of envelope: Envelope) -> Payload? {
        switch envelope.payload {
        case .execRequest:
            .error(ErrorReport(code: .unknownCapability, message: "this agent only listens"))
        case .intent(let intent) where intent.status == nil: .intent(.answer(.declined))
        case .offer:
            .error(ErrorReport(code: .peerToPeerUnavailable, message: "this agent only listens"))
        default: nil
        }
    }
}

extension GatewayClient {
    /// Gives the session back, and waits until the gateway has been told, also in a task that is cancelled.
    fileprivate nonisolated func leaveInOrder() async {
        // A task of its own, which a cancellation does not reach; it is awaited here.
        await Task { await disconnect() }.value
    }
}
