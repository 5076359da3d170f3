// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The calls that this agent has made and that are not over.
///
/// Belongs to the loop.
final class OutgoingCalls {
    private let post: Post
    private var calls: [MessageID: OutgoingCall] = [:]
    /// Which call an acknowledgement belongs to: the last one of each.
    private var callOfAcknowledgement: [MessageID: MessageID] = [:]

    /// A request that is older than this when its path fails is not sent again: it has arrived, or is too old to be
    /// accepted.
    private static let oldestRepeat = Duration.seconds(60)
    /// How long to wait before an acknowledgement that was refused on the way is sent again.
    private static let shortestPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(10)
    /// How long a part that was read may stay unacknowledged: the callee may keep less than the window.
    private static let longestSilence = Duration.milliseconds(50)

    init(_ post: Post) {
        self.post = post
    }

    /// How many calls are not over.
    var count: Int { calls.count }

    /// What a call is made of, all but the receiver.
    struct Order: Sendable {
        var id: MessageID
        var callee: DID
        /// The process that is meant, as its registration names it.
        var instance: MessageID?
        var request: ExecRequest
        var trace: TraceContext?
        /// The callee's key, to seal for.
        var seal: KeyExchangePublicKey?
        var timeout: Duration?
        var idleTimeout: Duration?
        var window: Int
        var policy = PathPolicy.automatic
    }

    /// Sends a request; the receiver hears of the end exactly once, perhaps before this returns.
    func start(_ order: Order, _ receiver: OutgoingCall.Receiver) {
        let path = order.policy == .relayOnly ? post.relay : post.path(to: order.callee)
        let call = OutgoingCall(order, over: path, at: post.loop.now, receiver)
        calls[order.id] = call
        if order.policy == .directRequired, path === post.relay {
            return finish(call, .failure(CallError(.peerToPeerUnavailable, "the direct path was lost")))
        }
        do throws(CallError) {
            call.text = try send(order, over: &call.path)
        } catch {
            return finish(call, .failure(error))
        }
        call.deadline = order.timeout.map { timeout in
            post.loop.schedule(after: timeout) { [weak self] in self?.timedOut(call, "no answer within \(timeout)") }
        }
        restartIdleTimer(call)
    }

    /// Sends a request; what is too long or too much for a direct path, and may go the other way, goes by relay.
    private func send(_ order: Order, over path: inout any MessagePath) throws(CallError) -> [UInt8] {
        func attempt(_ path: any MessagePath) throws(CallError) -> [UInt8] {
            try post.send(
                .execRequest(order.request),
                id: order.id,
                to: order.callee,
                over: path,
                trace: order.trace,
                sealedFor: order.seal
            )
        }
        do throws(CallError) {
            return try attempt(path)
        } catch {
            guard path !== post.relay, order.policy == .automatic else { throw error }
            path = post.relay
            return try attempt(path)
        }
    }

    /// The user wants no answer any more: the callee is told, unless it cannot have heard of the call.
    func cancel(_ id: MessageID) {
        guard let call = calls[id] else { return }
        abandon(call, because: ErrorReport(code: .cancelled, message: "the caller cancelled"))
        finish(call, .failure(CallError(.cancelled, "the call was cancelled")))
    }

    /// A part was read.
    func consumed(_ id: MessageID) {
        guard let call = calls[id] else { return }
        if let last = call.machine.consumed() {
            acknowledge(call, last)
        } else {
            acknowledge(call, after: Self.longestSilence)
        }
    }

    private func acknowledge(_ call: OutgoingCall, _ last: Int) {
        guard calls[call.id] === call else { return }
        forgetAcknowledgement(of: call)
        let id = post.makeID()
        do throws(CallError) {
            try post.send(
                .ping(Heartbeat(sequence: last)),
                id: id,
                to: call.callee,
                over: post.path(to: call.callee),
                answering: call.id
            )
            call.acknowledgement = id
            callOfAcknowledgement[id] = call.id
        } catch {
            post.report(error)
            acknowledgeAgain(call, after: Self.shortestPause)
        }
    }

    /// A message of ours was refused on the way: was it an acknowledgement? The callee may be waiting for it.
    ///
    /// - Returns: whether it was.
    func refusedAcknowledgement(_ id: MessageID, _ report: ErrorReport) -> Bool {
        guard let call = callOfAcknowledgement.removeValue(forKey: id).flatMap({ calls[$0] }) else { return false }
        call.acknowledgement = nil
        if report.retryable ?? report.code.isRetryable {
            acknowledgeAgain(call, after: report.retryAfter ?? Self.shortestPause)
        }
        return true
    }

    private func acknowledgeAgain(_ call: OutgoingCall, after delay: Duration) {
        acknowledge(call, after: min(max(delay, Self.shortestPause), Self.longestPause))
    }

    private func acknowledge(_ call: OutgoingCall, after delay: Duration) {
        guard call.acknowledgementTimer == nil else { return }
        call.acknowledgementTimer = post.loop.schedule(after: delay) { [weak self, weak call] in
            guard let self, let call, calls[call.id] === call else { return }
            call.acknowledgementTimer = nil
            if let last = call.machine.acknowledgement { acknowledge(call, last) }
        }
    }

    private func forgetAcknowledgement(of call: OutgoingCall) {
        if let id = call.acknowledgement.take() { callOfAcknowledgement[id] = nil }
        if let timer = call.acknowledgementTimer.take() { post.loop.cancel(timer) }
    }

    /// A request turned out not to fit the gateway's limits before it was sent.
    ///
    /// - Returns: whether it was one of these.
    func couldNotSend(_ id: MessageID, _ error: CallError) -> Bool {
        guard let call = calls[id] else { return false }
        finish(call, .failure(error))
        return true
    }

    /// The agent is ending, or the gateway is gone for good: calls on this path, or all of them, fail.
    func failAll(_ error: CallError, on path: (any MessagePath)? = nil) {
        for call in calls.values where path == nil || call.path === path {
            finish(call, .failure(error))
        }
    }
}

// MARK: - Losses

extension OutgoingCalls {
    /// The session with the gateway is gone: what it had taken over may or may not have arrived.
    ///
    /// - Parameter isWaiting: whether a request still waits on this side, where it is safe.
    func lostRelay(isWaiting: (MessageID) -> Bool) {
        for call in calls.values where call.path === post.relay && !isWaiting(call.id) {
            // A callee that has the call answers directly from here on.
            if call.machine.hasHeard, post.path(to: call.callee) !== post.relay { continue }
            let message = "the connection to the gateway was lost after the call was sent"
            finish(call, .failure(CallError(.outcomeUnknown, message)))
        }
    }

    /// A direct path is gone: requests that it may have lost go by relay, as the very texts that they were, and the
    /// callee hears again how far a stream was read.
    ///
    /// - Returns: whether there are calls whose callee must be asked whether it is still the same.
    func lostDirect(_ path: any MessagePath, to callee: DID) -> Bool {
        var hasCalls = false
        for call in calls.values where call.callee == callee {
            hasCalls = true
            if call.path === path {
                call.path = post.relay
                if !call.machine.hasHeard, post.loop.now - call.start < Self.oldestRepeat {
                    do throws(GatewayError) {
                        try post.relay.send(again: call.text, id: call.id)
                    } catch {
                        finish(call, .failure(CallError(error)))
                        continue
                    }
                }
            }
            if let last = call.machine.acknowledgement { acknowledge(call, last) }
        }
        return hasCalls
    }

    /// The callee is gone, or is another process than the one that was called.
    ///
    /// - Parameters:
    ///   - callee: the agent.
    ///   - instance: the process that there is, `nil` when there is none.
    func calleeChanged(_ callee: DID, to instance: MessageID?) {
        for call in calls.values where call.callee == callee && call.instance != instance {
            let message = "the agent was lost after the call was sent"
            finish(call, .failure(CallError(.outcomeUnknown, message)))
        }
    }
}

// MARK: - Answers

extension OutgoingCalls {
    /// An answer came; one that matches no open call is discarded.
    ///
    /// - Parameters:
    ///   - envelope: a verified `EXEC_RESPONSE` or `ERROR`, opened if it was sealed.
    ///   - path: the way that it took.
    ///   - gateway: the gateway of the present session, which may answer in the callee's place.
    /// - Returns: whether it belonged to an open call.
    func received(_ envelope: Envelope, over path: any MessagePath, gateway: DID?) -> Bool {
        guard let id = envelope.correlationID, let call = calls[id],
            envelope.from == call.callee || envelope.from == gateway
        else { return false }
        let source: CallError.Source = envelope.from == call.callee ? .agent : .gateway
        // The gateway may say that a call failed. A result it cannot know, and may not make up.
        if source == .gateway, case .execResponse(let response) = envelope.payload, response.status != .error {
            let message = "the gateway answered in the agent's place"
            abandon(call, because: ErrorReport(code: .cancelled, message: message))
            finish(call, .failure(CallError(.unprovedAgent, message, source: .gateway)))
            return true
        }
        let verdict: OutgoingCallStateMachine.Verdict
        switch envelope.payload {
        case .execResponse(let response): verdict = call.machine.received(response)
        case .error(let report):
            // A text that went both ways was taken once, and that one will be answered.
            if report.code == .replayDetected { return true }
            verdict = call.machine.received(report)
        default: return false
        }
        call.text = []
        for part in verdict.parts { deliver(part, to: call) }
        if case .brokenStream(let reason) = verdict.end {
            abandon(call, because: ErrorReport(code: .cancelled, message: reason))
        }
        if let end = verdict.end { finish(call, result(end, of: call, over: path, source)) }
        return true
    }

    private func result(
        _ end: OutgoingCallStateMachine.End,
        of call: OutgoingCall,
        over path: any MessagePath,
        _ source: CallError.Source
    ) -> Result<OutgoingCall.Answer, CallError> {
        switch end {
        case .success(let result, let executionTime):
            .success(
                OutgoingCall.Answer(
                    result: result,
                    path: path.kind,
                    roundTripTime: post.loop.now - call.start,
                    executionTime: executionTime
                )
            )
        case .failed(let response): .failure(CallError(response, source: source))
        case .refused(let report): .failure(CallError(report, source: source))
        case .brokenStream(let reason): .failure(CallError(.brokenStream, reason))
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
        case .handler, nil: break
        }
    }
}

// MARK: - Ends

extension OutgoingCalls {
    private func finish(_ call: OutgoingCall, _ result: Result<OutgoingCall.Answer, CallError>) {
        guard let receiver = call.receiver.take() else { return }
        calls[call.id] = nil
        forgetAcknowledgement(of: call)
        call.machine.ended()
        for timer in [call.deadline, call.idleTimer] { if let timer { post.loop.cancel(timer) } }
        switch receiver {
        case .result(let continuation, _): continuation.resume(returning: result)
        case .handler(let handle): handle(result)
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
        // On the request's own way, so that it cannot come before it.
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
