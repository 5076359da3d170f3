// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The calls that this agent has made and that are not over.
///
/// Belongs to the loop.
final class OutgoingCalls {
    private let post: Post
    private var calls: [MessageID: OutgoingCall] = [:]

    init(_ post: Post) {
        self.post = post
    }

    /// How many calls are not over.
    var count: Int { calls.count }

    /// What a call is made of, all but the receiver.
    struct Order {
        var id: MessageID
        var callee: DID
        var request: ExecRequest
        var trace: TraceContext?
        /// The callee's key, to seal for.
        var seal: KeyExchangePublicKey?
        var timeout: Duration?
        var idleTimeout: Duration?
        var window: Int
    }

    /// Sends a request; the receiver hears of the end exactly once, perhaps before this returns.
    func start(_ order: Order, _ receiver: OutgoingCall.Receiver) {
        let path = post.path(to: order.callee)
        let call = OutgoingCall(
            order.id,
            to: order.callee,
            over: path,
            at: post.loop.now,
            OutgoingCallStateMachine(isStream: order.request.stream == true, window: order.window),
            idleTimeout: order.idleTimeout,
            receiver
        )
        calls[order.id] = call
        do throws(CallError) {
            try post.send(
                .execRequest(order.request),
                id: order.id,
                to: order.callee,
                over: path,
                trace: order.trace,
                sealedFor: order.seal
            )
        } catch {
            return finish(call, .failure(error))
        }
        call.deadline = order.timeout.map { timeout in
            post.loop.schedule(after: timeout) { [weak self] in self?.timedOut(call, "no answer within \(timeout)") }
        }
        restartIdleTimer(call)
    }

    /// The user wants no answer any more: the callee is told, unless it cannot have heard of the call.
    func cancel(_ id: MessageID) {
        guard let call = calls[id] else { return }
        abandon(call, because: ErrorReport(code: .cancelled, message: "the caller cancelled"))
        finish(call, .failure(CallError(.cancelled, "the call was cancelled")))
    }

    /// A part was read.
    func consumed(_ id: MessageID) {
        guard let call = calls[id], let last = call.machine.consumed() else { return }
        post.sendQuietly(.ping(Heartbeat(sequence: last)), to: call.callee, over: call.path, answering: id)
    }

    /// The agent is ending.
    func failAll(_ error: CallError) {
        for call in calls.values { finish(call, .failure(error)) }
    }

    /// A path is gone: what it had taken over may or may not have arrived.
    ///
    /// - Parameters:
    ///   - path: the path.
    ///   - isWaiting: whether a request still waits on this side, where it is safe.
    func lost(_ path: any MessagePath, isWaiting: (MessageID) -> Bool) {
        for call in calls.values where call.path === path && !isWaiting(call.id) {
            finish(
                call,
                .failure(CallError(.outcomeUnknown, "the connection was lost after the call was sent", source: .caller))
            )
        }
    }
}

// MARK: - Answers

extension OutgoingCalls {
    /// An answer came; one that matches no open call is discarded.
    ///
    /// - Parameters:
    ///   - envelope: a verified `EXEC_RESPONSE` or `ERROR`, opened if it was sealed.
    ///   - gateway: the gateway of the present session, which may answer in the callee's place.
    /// - Returns: whether it belonged to an open call.
    func received(_ envelope: Envelope, gateway: DID?) -> Bool {
        guard let id = envelope.correlationID, let call = calls[id],
            envelope.from == call.callee || envelope.from == gateway
        else { return false }
        let verdict: OutgoingCallStateMachine.Verdict
        switch envelope.payload {
        case .execResponse(let response): verdict = call.machine.received(response)
        case .error(let report): verdict = call.machine.received(report)
        default: return false
        }
        act(on: verdict, call, source: envelope.from == call.callee ? .agent : .gateway)
        return true
    }

    private func act(on verdict: OutgoingCallStateMachine.Verdict, _ call: OutgoingCall, source: CallError.Source) {
        switch verdict {
        case .discard: break
        case .deliver(let part): deliver(part, to: call)
        case .succeed(let result, let executionTime):
            let answer = OutgoingCall.Answer(
                result: result,
                path: call.path.kind,
                roundTripTime: post.loop.now - call.start,
                executionTime: executionTime
            )
            finish(call, .success(answer))
        case .fail(.response(let response)): finish(call, .failure(CallError(response, source: source)))
        case .fail(.report(let report)): finish(call, .failure(CallError(report, source: source)))
        case .fail(.brokenStream(let reason)):
            abandon(call, because: ErrorReport(code: .cancelled, message: reason))
            finish(call, .failure(CallError(.brokenStream, reason)))
        }
    }

    private func deliver(_ part: JSONValue, to call: OutgoingCall) {
        restartIdleTimer(call)
        switch call.receiver {
        case .parts(let queue):
            // The window bounds what can wait here; nothing needs to pause.
            _ = queue.append(part)
        case .result(_, let onProgress):
            onProgress?(part)
            consumed(call.id)
        case nil: break
        }
    }
}

// MARK: - Ends

extension OutgoingCalls {
    private func finish(_ call: OutgoingCall, _ result: Result<OutgoingCall.Answer, CallError>) {
        guard let receiver = call.receiver.take() else { return }
        calls[call.id] = nil
        call.machine.ended()
        for timer in [call.deadline, call.idleTimer] { if let timer { post.loop.cancel(timer) } }
        switch receiver {
        case .result(let continuation, _): continuation.resume(returning: result)
        case .parts(let queue):
            switch result {
            case .success(let answer):
                if !answer.result.isNull { _ = queue.append(answer.result) }
                queue.finish()
            case .failure(let error): queue.finish(throwing: error)
            }
        }
    }

    private func timedOut(_ call: OutgoingCall, _ message: String) {
        abandon(call, because: ErrorReport(code: .cancelled, message: message))
        finish(call, .failure(CallError(.timeout, message)))
    }

    /// Takes the request back, or tells the callee that nobody waits for it.
    private func abandon(_ call: OutgoingCall, because report: ErrorReport) {
        guard call.receiver != nil, !call.path.withdraw(call.id) else { return }
        post.sendQuietly(.error(report), to: call.callee, over: call.path, answering: call.id)
    }

    private func idled(_ call: OutgoingCall, _ timeout: Duration) {
        // While parts wait to be read, the callee may be waiting for us.
        if case .parts(let queue) = call.receiver, queue.count > 0 { return restartIdleTimer(call) }
        timedOut(call, "no part for \(timeout)")
    }

    private func restartIdleTimer(_ call: OutgoingCall) {
        if let timer = call.idleTimer { post.loop.cancel(timer) }
        guard let timeout = call.idleTimeout else { return }
        call.idleTimer = post.loop.schedule(after: timeout) { [weak self] in
            self?.idled(call, timeout)
        }
    }
}
