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
    /// The way that the answer takes: the request's own, unless a better one opens or it is lost.
    var path: any MessagePath
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
    /// When the caller, which reads nothing, is taken for gone.
    var stallTimer: TimerID?
    /// How often in a row messages were refused on the way.
    var refusalCount = 0
    /// Until when the gateway wants nothing more of the answer.
    var resendTimer: TimerID?
    /// The number of the part that is sent next, while parts are sent again; the end counts as the one after the last.
    var resendSequence: Int?
    /// The messages that carry what is not acknowledged: a refusal names one of them, and a path that is lost may have
    /// lost them.
    var messages: [SentMessage] = []
    /// Bytes of the messages in ``messages``.
    var byteCount = 0

    /// A message as it was sent.
    struct SentMessage {
        var id: MessageID
        /// The part's number; the end counts as the one after the last.
        var sequence: Int
        var text: [UInt8]
        var path: any MessagePath
    }

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
