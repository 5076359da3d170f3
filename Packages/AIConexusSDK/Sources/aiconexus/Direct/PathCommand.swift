// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// `aiconexus path`.
enum PathCommand {
    private static let did = CommandArgument("DID", help: "the agent")

    static let command = Command(
        "path",
        summary: "find out whether an agent can be reached directly, and if not, why",
        details: [
            "Tries to connect directly, prints the way and how long it takes there and back, or the reason. The status is "
                + "1 when calls go by the gateway.",
            "Reasons: " + DirectPathFailure.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "; ")
                + ".",
        ],
        options: [.timeout, .json] + CommandOption.connection,
        arguments: [did],
        exitStatuses: Command.networkStatuses,
        examples: ["aiconexus path did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"],
        task: run
    )

    @Sendable
    private static func run(_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus {
        let timeout = try arguments.duration(ifGiven: .timeout, in: .milliseconds(1) ... .seconds(600)) ?? .seconds(30)
        guard let target = try arguments.did(did) else { preconditionFailure("the argument is required") }
        return try await withConnection(arguments, console) { connection in
            try await connection.withAgent("aiconexus path") { agent in
                let remote = agent.remote(target)
                console.status.show("looking for a direct path to \(target) …")
                let failure = try await Self.failure(of: remote, timeout)
                let report = await remote.path()
                let time = try await remote.ping(timeout: timeout)
                if arguments.contains(.json) {
                    var object: JSONObject = [
                        "did": .string(target.description), "path": .string(report.path.rawValue),
                        "round_trip_ms": .milliseconds(time),
                    ]
                    object["reason"] = failure.map { .string($0.rawValue) }
                    object["message"] = failure.map { .string($0.summary) }
                    try console.announce(json: object)
                } else {
                    let reason = failure.map { " (\($0.rawValue): \($0.summary))" } ?? ""
                    let microseconds = (time / .microseconds(1)).rounded()
                    try console.announce("\(report.path.rawValue), \(microseconds / 1_000) ms\(reason)")
                }
                return failure == nil ? .success : .failure
            }
        }
    }

    private static func failure(of remote: RemoteAgent, _ timeout: Duration) async throws -> DirectPathFailure? {
        do {
            try await remote.connectDirectly(timeout: timeout)
            return nil
        } catch let error as CallError {
            guard let failure = error.cause as? DirectPathFailure else { throw error }
            return failure
        }
    }
}
