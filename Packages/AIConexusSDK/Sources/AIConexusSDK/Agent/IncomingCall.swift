// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// One call that this agent answers, from the request until the answer need not be sent again.
///
/// Belongs to the loop.
final class IncomingCall {
    /// A caller may use an id once; two callers may use the same.
    struct ID: Hashable {
        var caller: DID
        var request: MessageID
    }

    let id: ID
    let capability: CapabilityID
    let path: any MessagePath
    /// To whom the answer is sealed.
    let reader: KeyExchangePublicKey?
    let isStream: Bool
    let idempotency: IdempotencyLedger.Key?
    let start: LoopInstant
    var machine: IncomingCallStateMachine
    var task: Task<Void, Never>?
    var deadline: TimerID?
    /// Part that waits for the window, with the handler that waits for it.
    var waiting: (part: JSONValue, continuation: CheckedContinuation<Bool, Never>)?
    /// Until when the gateway wants nothing more of the answer.
    var resendTimer: TimerID?
    /// The messages that carry what is not acknowledged: a refusal names one of them.
    var messages: [MessageID] = []
    /// Bytes of the messages in ``messages``, about.
    var byteCount = 0

    init(
        _ id: ID,
        _ capability: CapabilityID,
        over path: any MessagePath,
        sealedFor reader: KeyExchangePublicKey?,
        isStream: Bool,
        window: Int,
        _ idempotency: IdempotencyLedger.Key?,
        at start: LoopInstant
    ) {
        self.id = id
        self.capability = capability
        self.path = path
        self.reader = reader
        self.isStream = isStream
        self.idempotency = idempotency
        self.start = start
        machine = IncomingCallStateMachine(window: window)
    }

    /// Whether the end was sent.
    var isOver: Bool { machine.end != nil }
}
