// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Why a call did not give its result.
public struct CallError: Error, Sendable {
    /// Who says so.
    public enum Source: Hashable, Sendable {
        /// This side: the call was not made, not answered in time, or its answer could not be read.
        case caller
        /// The gateway: it did not pass the call on, or lost the callee.
        case gateway
        /// The agent that was called.
        case agent
    }

    /// What went wrong; see ``CallError/Code`` for each case.
    public var code: Code
    /// One sentence for people.
    public var message: String
    /// Who says so.
    public var source: Source
    /// Whether the same call may succeed later.
    ///
    /// It says nothing about harm: for ``Code/outcomeUnknown`` and a capability that is not idempotent, look first.
    public var isRetryable: Bool
    /// How long to wait before that, if somebody said so.
    public var retryAfter: Duration?
    /// What programs may want to know: `pointer`, `reason`, `limit` and the like.
    public var details: JSONObject
    /// With ``Code/agentError``: the handler's own code.
    public var agentCode: String?
    /// The failure behind it.
    public var cause: (any Error)?
    /// Whether the callee had begun when it failed, so that a repetition may do the work twice.
    var hasBegun = false

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - code: what went wrong.
    ///   - message: one sentence for people.
    ///   - source: who says so.
    ///   - isRetryable: whether the same call may succeed later; by default what the code says.
    ///   - cause: the failure behind it.
    public init(
        _ code: Code,
        _ message: String,
        source: Source = .caller,
        isRetryable: Bool? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.source = source
        self.isRetryable = isRetryable ?? code.isRetryable
        self.details = [:]
        self.cause = cause
    }
}

extension CallError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String {
        let own = agentCode.map { " (\($0))" } ?? ""
        return "\(code)\(own): \(message)"
    }
}

extension CallError {
    /// What an `ERROR` about a call says.
    init(_ report: ErrorReport, source: Source) {
        self.init(Code(report.code), report.message, source: source)
        isRetryable = report.retryable ?? report.code.isRetryable
        retryAfter = report.retryAfter
        details = report.details ?? [:]
    }

    /// What a final `EXEC_RESPONSE` `error` says.
    init(_ response: ExecResponse, source: Source) {
        let code = response.code ?? .agentError
        self.init(Code(code), response.error ?? code.summary, source: source)
        hasBegun = true
        guard let own = response.result?.object else { return }
        agentCode = own["code"]?.string
        details = own["details"]?.object ?? [:]
        if let retryable = own["retryable"]?.bool { isRetryable = retryable }
    }

    /// The gateway could not be given the call.
    init(_ error: GatewayError) {
        switch error.wireCode {
        case ErrorCode.payloadTooLarge?: self.init(.payloadTooLarge, error.message, cause: error)
        case let code? where error.code == .invalidMessage: self.init(Code(code), error.message, cause: error)
        default:
            let isFull = error.code == .queueFull
            self.init(
                isFull ? .resourceExhausted : .notConnected,
                error.message,
                isRetryable: error.isTransient,
                cause: error
            )
        }
    }
}
