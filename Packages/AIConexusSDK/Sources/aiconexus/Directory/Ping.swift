// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus ping`.
enum Ping {
    private static let count = CommandOption.value("count", letter: "c", "N", help: "stop after so many (default 4)")
    private static let interval = CommandOption.value(
        "interval",
        letter: "i",
        "TIME",
        help: "the time from one to the next (default 1s)"
    )
    private static let patience = CommandOption.value(
        "timeout",
        letter: "t",
        "TIME",
        help: "how long to wait for each (default 10s)"
    )
    private static let did = CommandArgument("DID", help: "the agent (default the gateway itself)", isRequired: false)

    private static let largestCount = 1_000_000

    static let command = Command(
        "ping",
        summary: "measure the way to an agent and back",
        details: [
            "The status is 1 when an answer is missing. Ctrl-C ends it early, with the summary."
        ],
        options: [count, interval, patience, .json] + CommandOption.connection,
        arguments: [did],
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus ping", "aiconexus ping -c 1 did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let count = try arguments.integer(ifGiven: count, in: 1...largestCount) ?? 4
        let interval = try arguments.duration(ifGiven: interval, in: .zero ... .seconds(3_600)) ?? .seconds(1)
        let patience =
            try arguments.duration(ifGiven: patience, in: .milliseconds(1) ... .seconds(3_600)) ?? .seconds(10)
        let who = try arguments.did(did)
        return try await withConnection(arguments, console) { connection in
            try await connection.withAgent("aiconexus ping") { agent in
                let target = if let who { who } else { try await agent.gatewayDID() }
                var report = PingReport(target, on: console, isJSON: arguments.contains(.json))
                for number in 0..<count {
                    do {
                        if number > 0 { try await Task.sleep(for: interval) }
                        try report.answered(number, after: try await agent.remote(target).ping(timeout: patience))
                    } catch is CancellationError {
                        break
                    } catch let error as CallError where error.code == .timeout {
                        try report.missed(number)
                    }
                }
                return try report.end()
            }
        }
    }
}
