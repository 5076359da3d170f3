// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// A failure that a capability's handler wants its caller to know, with a code of its own.
///
/// The caller sees a ``CallError`` `agentError` with ``CallError/agentCode``, ``CallError/details`` and this message.
/// Anything else that a handler throws reaches the caller as `agentError` without a word of it, and
/// ``Agent/onError(_:)`` whole. Source: PROTOCOL_DESIGN, "EXEC_RESPONSE".
public struct HandlerError: Error, Sendable {
    /// The handler's own code, as in `OUT_OF_PAPER`.
    public var code: String
    /// One sentence for people.
    public var message: String
    /// What programs may want to know.
    public var details: JSONObject
    /// Whether the same call may succeed later.
    public var isRetryable: Bool

    /// Creates a failure.
    ///
    /// - Parameters:
    ///   - code: the handler's own code.
    ///   - message: one sentence for people.
    ///   - details: what programs may want to know.
    ///   - isRetryable: whether the same call may succeed later.
    public init(_ code: String, _ message: String, details: JSONObject = [:], isRetryable: Bool = false) {
        self.code = code
        self.message = message
        self.details = details
        self.isRetryable = isRetryable
    }
}

extension HandlerError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code): \(message)" }
}

extension HandlerError {
    /// The `result` of an `EXEC_RESPONSE` `error`: `{"code", "details"?, "retryable"}`.
    var json: JSONObject {
        var object: JSONObject = ["code": .string(code), "retryable": .bool(isRetryable)]
        if !details.isEmpty { object["details"] = .object(details) }
        return object
    }
}
