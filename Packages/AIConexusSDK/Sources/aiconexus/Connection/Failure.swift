// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// A failure on the network, with what its user can do about it.
struct Failure {
    /// The code's name, as in `ALL_BUSY`.
    var code: String
    /// One sentence for people.
    var message: String
    /// What to do.
    var advice: String?
    /// What the shell is told.
    var status: ExitStatus
    /// Whether the same command may succeed later.
    var isRetryable: Bool
    /// What the handler or the gateway says besides.
    var details = JSONObject()
    /// The handler's own code.
    var agentCode: String?
    var cause: any Error

    /// On one line: the code if it is one of the protocol's, message, advice.
    var text: String {
        let codes = [code] + (agentCode.map { [$0] } ?? [])
        let prefix = cause is GatewayError ? "" : "\(codes.joined(separator: " ")): "
        return prefix + message + (advice.map { " (\($0))" } ?? "")
    }

    /// **Shape:** `{"error": {"code", "message", "advice"?, "retryable", "agent_code"?, "details"?}}`.
    var json: JSONObject {
        var error: JSONObject = [
            "code": .string(code), "message": .string(message), "retryable": .bool(isRetryable),
        ]
        error["advice"] = advice.map(JSONValue.string)
        error["agent_code"] = agentCode.map(JSONValue.string)
        if !details.isEmpty { error["details"] = .object(details) }
        return ["error": .object(error)]
    }
}

extension Failure {
    /// What an error of the SDK's means for the user of a command; `nil` for any other error.
    ///
    /// - Parameters:
    ///   - error: the error.
    ///   - url: the gateway that was meant.
    init?(_ error: any Error, at url: GatewayURL) {
        switch error {
        case let error as CallError:
            if let cause = error.cause as? GatewayError, error.code == .notConnected {
                self.init(cause, at: url)
            } else {
                self.init(error)
            }
        case let error as GatewayError: self.init(error, at: url)
        default: return nil
        }
    }

    init(_ error: CallError) {
        self.init(
            code: error.code.description,
            message: error.message,
            advice: error.code.advice,
            status: error.code.status,
            isRetryable: error.isRetryable,
            details: error.details,
            agentCode: error.agentCode,
            cause: error
        )
    }

    init(_ error: GatewayError, at url: GatewayURL) {
        self.init(
            code: error.code.description,
            message: error.message,
            advice: error.advice(at: url),
            status: .notConnected,
            isRetryable: error.isTransient,
            cause: error
        )
    }
}

/// Runs a command that talks to a gateway, and turns the errors of the SDK into advice.
///
/// With `--json` a failure is a line on standard output too, so that a program which reads it always gets an answer.
///
/// - Parameters:
///   - arguments: of a command that has `CommandOption.connection` and `CommandOption.json`.
///   - console: what it reads and writes.
///   - body: the command.
/// - Returns: the status.
/// - Throws: `UsageError`, `CommandError`, `CancellationError`.
func withConnection(
    _ arguments: ParsedArguments,
    _ console: Console,
    _ body: (Connection) async throws -> ExitStatus
) async throws -> ExitStatus {
    let connection = try Connection(arguments, console)
    do {
        return try await body(connection)
    } catch {
        guard !Task.isCancelled, let failure = Failure(error, at: connection.configuration.url) else { throw error }
        if arguments.contains(.json) { try console.announce(json: failure.json) }
        throw CommandError(.failed, failure.text, status: failure.status, cause: failure.cause)
    }
}
