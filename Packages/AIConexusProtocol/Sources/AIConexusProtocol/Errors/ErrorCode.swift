// SPDX-License-Identifier: MIT

/// A code that an `ERROR` message or a failed `EXEC_RESPONSE` carries.
///
/// The set is closed in version 1.0: a name outside it is malformed there, and read as ``internalError`` in 1.x.
/// Source: PROTOCOL_DESIGN, "Error codes".
public struct ErrorCode: Hashable, Sendable, CaseIterable {
    private enum Name: String, CaseIterable {
        case malformedMessage = "MALFORMED_MESSAGE"
        case unsupportedVersion = "UNSUPPORTED_VERSION"
        case invalidSignature = "INVALID_SIGNATURE"
        case notRegistered = "NOT_REGISTERED"
        case clockSkew = "CLOCK_SKEW"
        case identityMismatch = "IDENTITY_MISMATCH"
        case permissionDenied = "PERMISSION_DENIED"
        case relayDisabled = "RELAY_DISABLED"
        case unknownAgent = "UNKNOWN_AGENT"
        case unknownCapability = "UNKNOWN_CAPABILITY"
        case unknownTask = "UNKNOWN_TASK"
        case replayDetected = "REPLAY_DETECTED"
        case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
        case staleAttempt = "STALE_ATTEMPT"
        case payloadTooLarge = "PAYLOAD_TOO_LARGE"
        case invalidArguments = "INVALID_ARGUMENTS"
        case rateLimited = "RATE_LIMITED"
        case cancelled = "CANCELLED"
        case internalError = "INTERNAL_ERROR"
        case agentError = "AGENT_ERROR"
        case outcomeUnknown = "OUTCOME_UNKNOWN"
        case connectionRefused = "CONNECTION_REFUSED"
        case resourceExhausted = "RESOURCE_EXHAUSTED"
        case noCapableAgent = "NO_CAPABLE_AGENT"
        case allBusy = "ALL_BUSY"
        case peerToPeerUnavailable = "P2P_UNAVAILABLE"
        case draining = "DRAINING"
        case timeout = "TIMEOUT"
    }

    private let name: Name

    private init(_ name: Name) {
        self.name = name
    }

    /// The code with this wire name, or `nil` when 1.0 knows none.
    ///
    /// - Parameter wireName: upper case with underscores, as in `MALFORMED_MESSAGE`.
    public init?(wireName: String) {
        guard let name = Name(rawValue: wireName) else { return nil }
        self.name = name
    }

    /// The name on the wire, as in `MALFORMED_MESSAGE`.
    public var wireName: String { name.rawValue }

    /// Every code of version 1.0, in the order of PROTOCOL_DESIGN.
    public static let allCases: [ErrorCode] = Name.allCases.map(ErrorCode.init)
}

extension ErrorCode {
    /// 400: the text is not an envelope, or its payload does not have its type's shape.
    ///
    /// Never retry unchanged.
    public static let malformedMessage = ErrorCode(.malformedMessage)
    /// 400: `version` names a major version other than ours.
    public static let unsupportedVersion = ErrorCode(.unsupportedVersion)
    /// 401: the signature is not the sender's over these bytes.
    public static let invalidSignature = ErrorCode(.invalidSignature)
    /// 401: a connection's first message was not `REGISTER`.
    public static let notRegistered = ErrorCode(.notRegistered)
    /// 401, retryable: `timestamp` is too far from the receiver's clock, or older than its start.
    public static let clockSkew = ErrorCode(.clockSkew)
    /// 403: `from`, `to`, `audience` or a key is not the one this session or channel proved.
    public static let identityMismatch = ErrorCode(.identityMismatch)
    /// 403: understood, but this sender may not do it.
    public static let permissionDenied = ErrorCode(.permissionDenied)
    /// 403: this gateway does not relay calls; use a direct connection.
    public static let relayDisabled = ErrorCode(.relayDisabled)
    /// 404: nobody with this DID is connected here.
    public static let unknownAgent = ErrorCode(.unknownAgent)
    /// 404: the agent is there and does not offer this capability.
    public static let unknownCapability = ErrorCode(.unknownCapability)
    /// 404: no task has this id, or it has been forgotten.
    public static let unknownTask = ErrorCode(.unknownTask)
    /// 409: this (`from`, `id`) or nonce was seen before.
    ///
    /// Send a new message with a new id.
    public static let replayDetected = ErrorCode(.replayDetected)
    /// 409: the same `idempotency_key` with other arguments.
    public static let idempotencyConflict = ErrorCode(.idempotencyConflict)
    /// 409: a later attempt has taken this one's place.
    public static let staleAttempt = ErrorCode(.staleAttempt)
    /// 413: the message fits here and not the next hop; outside a connection also: it is over the receiver's own limit.
    public static let payloadTooLarge = ErrorCode(.payloadTooLarge)
    /// 422: `args` do not satisfy the capability's input schema.
    public static let invalidArguments = ErrorCode(.invalidArguments)
    /// 429, retryable after `retry_after_ms`: this sender exceeded its own rate.
    public static let rateLimited = ErrorCode(.rateLimited)
    /// 499: the caller cancelled.
    public static let cancelled = ErrorCode(.cancelled)
    /// 500, retryable: a fault of the answering side.
    public static let internalError = ErrorCode(.internalError)
    /// 502: the agent's own handler failed; whether a retry helps is what the agent says.
    public static let agentError = ErrorCode(.agentError)
    /// 502: the callee vanished after it was given the request; it may or may not have acted.
    public static let outcomeUnknown = ErrorCode(.outcomeUnknown)
    /// 503, retryable: the other side is not ready for this session, such as a stale `kex`.
    public static let connectionRefused = ErrorCode(.connectionRefused)
    /// 503, retryable: a bound was reached; `details` names it.
    public static let resourceExhausted = ErrorCode(.resourceExhausted)
    /// 503, retryable: no connected agent offers the capability.
    public static let noCapableAgent = ErrorCode(.noCapableAgent)
    /// 503, retryable: agents offer it and all their slots are taken.
    public static let allBusy = ErrorCode(.allBusy)
    /// 503, retryable: a direct connection was required and could not be had.
    public static let peerToPeerUnavailable = ErrorCode(.peerToPeerUnavailable)
    /// 503, retryable elsewhere or later: this side is shutting down.
    public static let draining = ErrorCode(.draining)
    /// 504: `timeout_ms` or `expires` passed.
    public static let timeout = ErrorCode(.timeout)
}

extension ErrorCode {
    private static let table = NameTable(allCases, name: \.wireName)

    /// The code with this name, or `nil`.
    init?(decoding text: Span<UInt8>) {
        guard let code = Self.table.find(text) else { return nil }
        self = code
    }

    /// Whether the same request may succeed later, when the sender of the error says nothing else.
    public var isRetryable: Bool {
        switch name {
        case .clockSkew, .rateLimited, .internalError, .connectionRefused, .resourceExhausted, .noCapableAgent,
            .allBusy,
            .peerToPeerUnavailable, .draining:
            true
        default: false
        }
    }

    /// The HTTP status of the same failure over HTTP, 400…504.
    public var httpStatus: Int {
        switch name {
        case .malformedMessage, .unsupportedVersion: 400
        case .invalidSignature, .notRegistered, .clockSkew: 401
        case .identityMismatch, .permissionDenied, .relayDisabled: 403
        case .unknownAgent, .unknownCapability, .unknownTask: 404
        case .replayDetected, .idempotencyConflict, .staleAttempt: 409
        case .payloadTooLarge: 413
        case .invalidArguments: 422
        case .rateLimited: 429
        case .cancelled: 499
        case .internalError: 500
        case .agentError, .outcomeUnknown: 502
        case .connectionRefused, .resourceExhausted, .noCapableAgent: 503
        case .allBusy, .peerToPeerUnavailable, .draining: 503
        case .timeout: 504
        }
    }
}

extension ErrorCode: CustomStringConvertible {
    /// The wire name.
    public var description: String { name.rawValue }
}
