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
        /// Something on the loop, for the result.
        case handler((Result<Answer, CallError>) -> Void)
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
    /// The process that was called, as its registration names it.
    let instance: MessageID?
    /// The path that the request took last.
    var path: any MessagePath
    /// The request, until an answer shows that it has arrived.
    var text: [UInt8] = []
    let start: LoopInstant
    var machine: OutgoingCallStateMachine
    var receiver: Receiver?
    var deadline: TimerID?
    var idleTimer: TimerID?
    /// The message that acknowledged parts last, and the timer of the next one.
    var acknowledgement: MessageID?
    var acknowledgementTimer: TimerID?
    let idleTimeout: Duration?

    init(
        _ order: OutgoingCalls.Order,
        over path: any MessagePath,
        at start: LoopInstant,
        _ receiver: Receiver
    ) {
        id = order.id
        callee = order.callee
        instance = order.instance
        self.path = path
        self.start = start
        machine = OutgoingCallStateMachine(isStream: order.request.stream == true, window: order.window)
        idleTimeout = order.idleTimeout
        self.receiver = receiver
    }
}
