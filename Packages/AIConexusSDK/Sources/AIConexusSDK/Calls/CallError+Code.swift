// SPDX-License-Identifier: MIT

public import AIConexusProtocol

extension CallError {
    /// What went wrong with a call: the protocol's codes, and those of the calling side.
    public struct Code: Hashable, Sendable {
        private enum Name: Hashable {
            case wire(ErrorCode)
            case notConnected
            case invalidInput
            case unreadableOutput
            case unprovedAgent
            case brokenStream
        }

        private let name: Name

        private init(_ name: Name) {
            self.name = name
        }

        /// The case of a code that came over the wire.
        public init(_ code: ErrorCode) {
            name = .wire(code)
        }

        /// The code on the wire, `nil` for what only this side can say.
        public var wireCode: ErrorCode? {
            if case .wire(let code) = name { code } else { nil }
        }

        /// Whether the same call may succeed later, when nobody says otherwise.
        public var isRetryable: Bool {
            switch name {
            case .wire(let code): code.isRetryable
            case .notConnected: true
            case .invalidInput, .unreadableOutput, .unprovedAgent, .brokenStream: false
            }
        }
    }
}

// MARK: - What this side says

extension CallError.Code {
    /// There is no connection to the gateway; retryable while the agent is coming back.
    public static let notConnected = Self(.notConnected)
    /// The input cannot be encoded, or is no JSON object; a retry cannot help.
    public static let invalidInput = Self(.invalidInput)
    /// The answer is not what the caller's type expects; a retry cannot help.
    public static let unreadableOutput = Self(.unreadableOutput)
    /// What the gateway says about the agent is not covered by the agent's own signed registration; do not retry.
    public static let unprovedAgent = Self(.unprovedAgent)
    /// A stream ended with parts missing; a retry starts it from the beginning.
    public static let brokenStream = Self(.brokenStream)
}

// MARK: - Before the call started: nothing was done

extension CallError.Code {
    /// The message does not fit the protocol; a retry cannot help.
    public static let malformedMessage = Self(.malformedMessage)
    /// The other side speaks another major version; a retry cannot help.
    public static let unsupportedVersion = Self(.unsupportedVersion)
    /// The signature was refused; a retry cannot help.
    public static let invalidSignature = Self(.invalidSignature)
    /// The session is not registered (any more); the client registers again by itself.
    public static let notRegistered = Self(.notRegistered)
    /// Two clocks disagree by more than two minutes; retryable once they are set.
    public static let clockSkew = Self(.clockSkew)
    /// The message was not for its receiver; a retry cannot help.
    public static let identityMismatch = Self(.identityMismatch)
    /// The callee does not serve this caller; a retry cannot help.
    public static let permissionDenied = Self(.permissionDenied)
    /// The gateway passes on no calls; only a direct path helps.
    public static let relayDisabled = Self(.relayDisabled)
    /// The agent is not connected; look for another, or wait until it comes back.
    public static let unknownAgent = Self(.unknownAgent)
    /// The agent does not offer the capability; look at its description again.
    public static let unknownCapability = Self(.unknownCapability)
    /// There is no task of this id, or it is not the caller's.
    public static let unknownTask = Self(.unknownTask)
    /// The message was seen before; it is not carried out twice.
    public static let replayDetected = Self(.replayDetected)
    /// The idempotency key belongs to a call with other arguments; use a fresh key.
    public static let idempotencyConflict = Self(.idempotencyConflict)
    /// A later attempt of the same task has begun; a retry cannot help.
    public static let staleAttempt = Self(.staleAttempt)
    /// The message is too long for a hop; send less, or in parts.
    public static let payloadTooLarge = Self(.payloadTooLarge)
    /// The arguments do not fit the capability's input schema; `details` has the `pointer`.
    public static let invalidArguments = Self(.invalidArguments)
    /// This caller sent too much; retryable after ``CallError/retryAfter``.
    public static let rateLimited = Self(.rateLimited)
    /// The callee restarted since its key was read; retryable, and retried once by itself.
    public static let connectionRefused = Self(.connectionRefused)
    /// A bound was reached; retryable later.
    public static let resourceExhausted = Self(.resourceExhausted)
    /// No connected agent offers the capability; retryable later.
    public static let noCapableAgent = Self(.noCapableAgent)
    /// All slots of the capability are taken; retryable later, or at another agent.
    public static let allBusy = Self(.allBusy)
    /// A direct path was demanded and cannot be had; `details` has the `reason`.
    public static let peerToPeerUnavailable = Self(.peerToPeerUnavailable)
    /// The other side is going down; retryable elsewhere, or later.
    public static let draining = Self(.draining)
}

// MARK: - After it may have started

extension CallError.Code {
    /// The call was cancelled.
    public static let cancelled = Self(.cancelled)
    /// A fault of the answering side; retryable.
    public static let internalError = Self(.internalError)
    /// The agent's handler failed, in the way that ``CallError/agentCode`` and ``CallError/details`` tell.
    public static let agentError = Self(.agentError)
    /// The connection or the callee was lost after the call was given out: it may or may not have been carried out.
    ///
    /// Not retryable by default; retried by itself where the capability is idempotent or the call has an idempotency
    /// key.
    public static let outcomeUnknown = Self(.outcomeUnknown)
    /// The time was up; the call may or may not have been carried out.
    public static let timeout = Self(.timeout)
}

extension CallError.Code: CustomStringConvertible {
    /// The name on the wire, or the constant's name.
    public var description: String {
        switch name {
        case .wire(let code): code.description
        case .notConnected: "notConnected"
        case .invalidInput: "invalidInput"
        case .unreadableOutput: "unreadableOutput"
        case .unprovedAgent: "unprovedAgent"
        case .brokenStream: "brokenStream"
        }
    }
}
