// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus receive`.
enum ReceiveFiles {
    private static let into = CommandOption.value("into", "FOLDER", help: "where files go (default the present folder)")
    private static let from = CommandOption.value(
        "from",
        "DID",
        help: "take files of this agent only (default everybody)",
        isRepeatable: true
    )
    private static let largest = CommandOption.value("max-bytes", "N", help: "refuse longer files (default 16 GiB)")

    static let command = Command(
        "receive",
        summary: "receive files that agents send",
        details: [
            "A file takes its name when it is complete and its SHA-256 is right; until then it is called .SHA256.part. "
                + "Nothing is overwritten. A line is printed for each file. The first Ctrl-C waits for files that are on "
                + "their way, up to 10 s."
        ],
        options: [into, from, largest, .json] + CommandOption.connection,
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus receive --key inbox.key --into Downloads"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let folder = arguments.value(ifGiven: into) ?? "."
        let maximum = try arguments.integer(ifGiven: largest, in: 0...Int.max) ?? 16 << 30
        let senders = try arguments.values(of: from).map { text throws(UsageError) in
            guard let did = try? DID(text) else {
                throw UsageError(
                    command: arguments.command,
                    "--from DID must be a DID like did:key:z6Mk…, not '\(text)'"
                )
            }
            return did
        }
        let isJSON = arguments.contains(.json)
        return try await withConnection(arguments, console) { connection in
            var configuration = connection.configuration
            configuration.reconnect = ReconnectPolicy()
            let agent = Agent(
                AgentCard(name: "files", description: "Takes files.", version: AIConexus.version),
                configuration: AgentConfiguration(gateway: configuration),
                key: connection.key
            )
            try agent.receiveFiles(
                into: folder,
                maximumByteCount: maximum,
                from: senders.isEmpty ? nil : Set(senders)
            ) { receipt, sender in
                // Nobody reads on when standard output is closed; the file is there all the same.
                try? announce(receipt, sender, isJSON, console)
            }
            try await agent.start()
            console.complain("receiving as \(agent.did)")
            do {
                try await agent.run()
            } catch is CancellationError {
                await agent.stopInOrder()
                throw CancellationError()
            }
            return .success
        }
    }

    private static func announce(
        _ receipt: FileReceipt,
        _ sender: DID,
        _ isJSON: Bool,
        _ console: Console
    ) throws(CommandError) {
        guard isJSON else {
            return try console.announce("received \(receipt.name), \(receipt.byteCount) bytes, from \(sender)")
        }
        try console.announce(json: [
            "name": .string(receipt.name),
            "byte_count": JSONNumber(exactly: receipt.byteCount).map(JSONValue.number) ?? .null,
            "from": .string(sender.description),
        ])
    }
}
