// SPDX-License-Identifier: MIT

extension ErrorCode {
    /// The code's fixed text, for messages that must not say more, as those about sealed payloads.
    public var summary: String {
        Self.summaries[self] ?? "refused"
    }

    private static let summaries: [ErrorCode: String] = [
        .malformedMessage: "the message does not have the form that the protocol asks for",
        .unsupportedVersion: "the message is of another major version",
        .invalidSignature: "the signature is not the sender's",
        .notRegistered: "the first message must be REGISTER",
        .clockSkew: "the message's time is too far from the receiver's",
        .identityMismatch: "the message names another identity than the one proved here",
        .permissionDenied: "the sender may not do this",
        .relayDisabled: "this gateway does not relay calls",
        .unknownAgent: "no agent with this DID is connected",
        .unknownCapability: "the agent does not offer this capability",
        .unknownTask: "no such task is known",
        .replayDetected: "the message was seen before",
        .idempotencyConflict: "the idempotency key was used for another request",
        .staleAttempt: "a later attempt has taken over",
        .payloadTooLarge: "the message is too large",
        .invalidArguments: "the arguments do not fit the capability",
        .rateLimited: "the sender is too fast",
        .cancelled: "the caller cancelled",
        .internalError: "the answering side failed",
        .agentError: "the agent's work failed",
        .outcomeUnknown: "the agent left before it answered; whether it acted is unknown",
        .connectionRefused: "the other side is not ready for this; ask for its registration again",
        .resourceExhausted: "a bound of the receiver is reached",
        .noCapableAgent: "no connected agent offers this capability",
        .allBusy: "every agent that offers this is busy",
        .peerToPeerUnavailable: "no direct connection could be had",
        .draining: "the receiver is shutting down",
        .timeout: "the time for this is over",
    ]
}
