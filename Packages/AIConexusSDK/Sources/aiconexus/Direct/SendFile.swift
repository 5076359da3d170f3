// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus send`.
enum SendFile {
    private static let to = CommandOption.value("to", "DID", help: "the agent that receives", isRequired: true)
    private static let file = CommandArgument("FILE", help: "what to send")

    static let command = Command(
        "send",
        summary: "send a file to an agent that receives files",
        details: [
            "The way is direct where that is to be had. What broke off goes on from there the next time, and the other "
                + "side checks the SHA-256 of the whole. 'aiconexus receive' is the other side."
        ],
        options: [to, Call.path, .json] + CommandOption.connection,
        arguments: [file],
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus send --to did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw photo.jpg"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let receiver = try arguments.value(ifGiven: to, expected: "a DID like did:key:z6Mk…") { try? DID($0) }
        guard let receiver else { preconditionFailure("--to is required") }
        let path = arguments.value(of: file)
        // The other side reads from this one, so that the policy is the agent's, not only the call's.
        let paths = try CallOrder.paths(arguments) ?? .automatic
        return try await withConnection(arguments, console) { connection in
            try await connection.withAgent("aiconexus send", paths: paths) { agent in
                let clock = ContinuousClock()
                let start = clock.now
                let remote = agent.remote(receiver)
                let receipt = try await send(path, to: remote, console)
                let seconds = max((clock.now - start) / .seconds(1), 0.001)
                let way = await remote.path().path.rawValue
                if arguments.contains(.json) {
                    try console.announce(json: [
                        "name": .string(receipt.name), "byte_count": number(receipt.byteCount),
                        "resumed_at": number(receipt.resumedAt), "path": .string(way),
                        "duration_ms": .milliseconds(clock.now - start),
                    ])
                } else {
                    let rate = Double(receipt.byteCount - receipt.resumedAt) / 1e6 / seconds
                    let tenths = Int((rate * 10).rounded())
                    let resumed = receipt.resumedAt > 0 ? ", from byte \(receipt.resumedAt) on" : ""
                    try console.announce(
                        "sent \(receipt.name), \(receipt.byteCount) bytes\(resumed), by \(way), \(tenths / 10).\(tenths % 10) MB/s"
                    )
                }
                return .success
            }
        }
    }

    private static func send(
        _ path: String,
        to remote: RemoteAgent,
        _ console: Console
    ) async throws -> FileReceipt {
        do {
            return try await remote.send(file: path) { sent, total in
                console.status.show(ProgressBar.text(sent, of: total))
            }
        } catch let error as FileError {
            throw CommandError(.failed, error.message, cause: error)
        }
    }

    private static func number(_ value: Int) -> JSONValue {
        JSONNumber(exactly: value).map(JSONValue.number) ?? .null
    }
}

/// A bar of text that grows.
enum ProgressBar {
    private static let width = 40

    /// The bar, the share and the amount.
    static func text(_ done: Int, of total: Int) -> String {
        let share = total > 0 ? Double(done) / Double(total) : 1
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        return "[\(bar)] \(Int(share * 100)) % of \((total + 500_000) / 1_000_000) MB"
    }
}
