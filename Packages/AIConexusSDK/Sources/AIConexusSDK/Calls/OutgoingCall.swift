// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// One call that this agent has made and that is not over.
///
/// Belongs to the loop.
final class OutgoingCall {
    /// Who waits for the call.
    enum Receiver {
        /// A task, for the result.
        case result(CheckedContinuation<Result<Answer, CallError>, Never>, onProgress: (@Sendable (JSONValue) -> Void)?)
        /// A task that reads parts; the result, if it is not `null`, is the last one.
        case parts(BoundedQueue<JSONValue>)
    }

    /// The end of a call that succeeded.
    struct Answer: Sendable {
        var result: JSONValue
        var path: CallPath
        var roundTripTime: Duration
        var executionTime: Duration?
    }

    let id: MessageID
    let callee: DID
    let path: any MessagePath
    let start: LoopInstant
    var machine: OutgoingCallStateMachine
    var receiver: Receiver?
    var deadline: TimerID?
    var idleTimer: TimerID?
    let idleTimeout: Duration?

    init(
        _ id: MessageID,
        to callee: DID,
        over path: any MessagePath,
        at start: LoopInstant,
        _ machine: OutgoingCallStateMachine,
        idleTimeout: Duration?,
        _ receiver: Receiver
    ) {
        self.id = id
        self.callee = callee
        self.path = path
        self.start = start
        self.machine = machine
        self.idleTimeout = idleTimeout
        self.receiver = receiver
    }
}
