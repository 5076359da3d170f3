// SPDX-License-Identifier: MIT

/// `ERROR`: a refusal, `{"code", "details"?, "message", "retry_after_ms"?, "retryable"?}`.
///
/// Source: PROTOCOL_DESIGN, "Error codes".
public struct ErrorReport: Equatable, Sendable {
    /// Why.
    public var code: ErrorCode
    /// One sentence for people.
    public var message: String
    /// What programs may want to know: `pointer`, `limit`, `reason` and the like.
    public var details: JSONObject?
    /// Whether a retry can help; absent means what ``ErrorCode/isRetryable`` says.
    public var retryable: Bool?
    /// How long to wait before it.
    public var retryAfter: Duration?

    /// Creates a refusal.
    public init(
        code: ErrorCode,
        message: String,
        details: JSONObject? = nil,
        retryable: Bool? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.retryable = retryable
        self.retryAfter = retryAfter
    }

    /// The report that tells a sender of `error`: pointer, reason and byte offset, where there are any, become
    /// `details`.
    ///
    /// Of a confidential one only the code's fixed text and the reason are told.
    public init(_ error: ProtocolError) {
        var details = JSONObject()
        details["reason"] = error.reason.map(JSONValue.string)
        if !error.isConfidential {
            details["pointer"] = error.pointer.map(JSONValue.string)
            details["byte_offset"] = error.byteOffset.map { .number(JSONNumber(clamping: $0)) }
        }
        self.init(
            code: error.code,
            message: error.isConfidential ? error.code.summary : error.message,
            details: details.isEmpty ? nil : details
        )
    }

    init(checked object: JSONObject) {
        code = ErrorCode(lenient: object.text(.code))
        message = object.text(.message)
        details = object[.details]?.object
        retryable = object[.retryable]?.bool
        retryAfter = object.milliseconds(.retryAfterMilliseconds)
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.code, code.wireName)
        object.set(.message, message)
        object.set(.details, details)
        object.set(.retryable, retryable)
        object.set(.retryAfterMilliseconds, retryAfter)
        return object
    }
}
