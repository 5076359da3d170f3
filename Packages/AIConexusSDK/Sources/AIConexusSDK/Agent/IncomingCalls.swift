// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The calls that this agent answers.
///
/// Belongs to the loop; handlers run elsewhere, each in a task of its own.
final class IncomingCalls {
    let post: Post
    let registry: CapabilityRegistry
    let reference: LoopReference<IncomingCalls>
    /// Calls that are running, and ended ones whose answer may have to be sent again.
    var calls: [IncomingCall.ID: IncomingCall] = [:]
    /// Which call a refused message belongs to.
    var callOfMessage: [MessageID: IncomingCall.ID] = [:]
    /// Calls with a handler that has not returned; their callers may be gone, and they forgotten in ``calls``.
    private var handled: [IncomingCall.ID: IncomingCall] = [:]
    var ledger = IdempotencyLedger()
    /// Calls that wait for another one of the same idempotency key.
    var joined: [IdempotencyLedger.Key: [IncomingCall]] = [:]
    private(set) var running: [CapabilityID: Int] = [:]
    /// Bytes kept for answers that may have to be sent again.
    var keptByteCount = 0
    var isDraining = false
    private let idleWaiters = Waiters()
    /// Decides who may call what; `nil` for everybody.
    var permits: (@Sendable (DID, CapabilityID) -> Bool)?
    var report: (any Error) -> Void = { _ in }

    /// How many calls may wait for another one of the same key.
    private static let maximumJoinedCount = 64

    init(_ post: Post, _ registry: CapabilityRegistry) {
        self.post = post
        self.registry = registry
        reference = LoopReference(on: post.loop)
        reference.set(self)
    }

    deinit {
        for call in handled.values { call.task?.cancel() }
    }

    /// How many handlers are running.
    var runningCount: Int { running.values.reduce(0, +) }

    /// What a verified request says, besides the message that carried it.
    struct Request {
        var id: MessageID
        var sender: DID
        /// Whose wish it is: the sender's, or that of the agent on whose behalf a gateway calls.
        var caller: DID
        var exec: ExecRequest
        var trace: TraceContext?
        /// To whom the answer is sealed.
        var reader: KeyExchangePublicKey?
        var path: any MessagePath
    }

    /// A request came.
    func received(_ request: Request) {
        let id = IncomingCall.ID(caller: request.sender, request: request.id)
        guard calls[id] == nil, handled[id] == nil else { return }
        guard !isDraining else { return refuse(request, .draining, "the agent is going down") }
        guard let served = registry.find(request.exec.capability) else {
            let name = request.exec.capability.map { "no capability '\($0.prefix(64))'" } ?? "no default capability"
            return refuse(request, .unknownCapability, "this agent has \(name)")
        }
        let capability = served.descriptor.id
        guard permits?(request.caller, capability) ?? true else {
            return refuse(request, .permissionDenied, "this agent does not serve \(request.caller)")
        }
        admit(request, id, served)
    }

    private func admit(_ request: Request, _ id: IncomingCall.ID, _ served: ServedCapability) {
        let capability = served.descriptor.id
        let key = request.exec.idempotencyKey.map {
            IdempotencyLedger.Key(caller: request.caller, capability: capability, text: $0)
        }
        let call = IncomingCall(
            id,
            capability,
            over: request.path,
            sealedFor: request.reader,
            isStream: request.exec.stream ?? false,
            window: request.exec.window ?? ExecRequest.defaultWindow,
            key,
            at: post.loop.now
        )
        if let key {
            let verdict = ledger.received(key, arguments: Self.hash(request.exec.args), now: post.loop.now)
            switch verdict {
            case .begin: break
            case .join:
                let waiting = (joined[key] ?? []).filter { !$0.isOver }
                guard waiting.count < Self.maximumJoinedCount else {
                    let message = "\(waiting.count) calls wait for the same idempotency key"
                    return refuse(request, .resourceExhausted, message, retryAfter: .seconds(1))
                }
                calls[id] = call
                joined[key] = waiting + [call]
                armDeadline(call, request.exec)
                return
            case .answer(let response):
                calls[id] = call
                return finish(call, response)
            case .conflict:
                return refuse(request, .idempotencyConflict, "the idempotency key was used with other arguments")
            case .full(let wait):
                return refuse(request, .resourceExhausted, "too many idempotency keys", retryAfter: wait)
            }
        }
        guard running[capability, default: 0] < served.concurrency else {
            if let key { ledger.forget(key) }
            return refuse(request, .allBusy, "all \(served.concurrency) slots of '\(capability)' are taken")
        }
        calls[id] = call
        start(call, request, served)
    }

    private static func hash(_ args: JSONObject?) -> Int {
        var hasher = Hasher()
        for byte in (args ?? [:]).canonicalBytes() { hasher.combine(byte) }
        return hasher.finalize()
    }

    private func start(_ call: IncomingCall, _ request: Request, _ served: ServedCapability) {
        running[call.capability, default: 0] += 1
        handled[call.id] = call
        let context = CallContext(
            caller: request.caller,
            id: request.id,
            capability: call.capability,
            deadline: armDeadline(call, request.exec).map { ContinuousClock.now + $0 },
            trace: request.trace,
            idempotencyKey: request.exec.idempotencyKey,
            parent: request.exec.parent,
            isSealed: request.reader != nil,
            path: request.path.kind,
            parts: PartSink(reference, call.id, isStream: call.isStream && served.descriptor.streaming == true)
        )
        let (args, reference, id, run) = (request.exec.args ?? [:], reference, call.id, served.run)
        // Ended by its own return; `finished` is what waits for it, cancelled or not.
        call.task = Task {
            let outcome: Result<JSONValue, any Error>
            do {
                outcome = .success(try await run(args, context))
            } catch {
                outcome = .failure(error)
            }
            reference.use { $0.finished(id, outcome) }
        }
    }

    /// - Returns: the time that the caller gives.
    @discardableResult
    private func armDeadline(_ call: IncomingCall, _ exec: ExecRequest) -> Duration? {
        let timeout = exec.timeout ?? (call.isStream ? .zero : ExecRequest.defaultTimeout)
        guard timeout > .zero else { return nil }
        call.deadline = post.loop.schedule(after: timeout) { [weak self, weak call] in
            guard let self, let call else { return }
            call.deadline = nil
            interrupt(call, .timeout, "the time of \(timeout) is up")
        }
        return timeout
    }

    private func refuse(_ request: Request, _ code: ErrorCode, _ message: String, retryAfter: Duration? = nil) {
        // Of a sealed request, nothing is said in the clear.
        let text = request.reader == nil ? message : code.summary
        post.sendQuietly(
            .error(ErrorReport(code: code, message: text, retryAfter: retryAfter)),
            to: request.sender,
            over: request.path,
            answering: request.id
        )
    }
}

// MARK: - Ends

extension IncomingCalls {
    /// A handler returned or threw.
    private func finished(_ id: IncomingCall.ID, _ outcome: Result<JSONValue, any Error>) {
        guard let call = handled.removeValue(forKey: id) else { return }
        let left = running[call.capability, default: 1] - 1
        running[call.capability] = left > 0 ? left : nil
        defer { if handled.isEmpty { stopWaiting() } }
        call.task = nil
        dropWaitingPart(of: call)
        guard !call.isOver else { return }
        if case .failure(let error) = outcome, let invalid = error as? InvalidArguments { return reject(call, invalid) }
        settle(call, response(to: outcome, in: call))
    }

    /// Ends the call and those that joined it.
    private func settle(_ call: IncomingCall, _ response: ExecResponse) {
        if calls[call.id] === call { finish(call, response) }
        remember(response, of: call)
    }

    /// Keeps an end for the other calls of the same key, if the call has one.
    func remember(_ response: ExecResponse, of call: IncomingCall) {
        guard let key = call.idempotency else { return }
        if response.isWorthARetry {
            ledger.forget(key)
        } else {
            ledger.finished(key, response, now: post.loop.now)
        }
        for other in joined.removeValue(forKey: key) ?? [] where !other.isOver { finish(other, response) }
    }

    /// The arguments did not fit: the handler has not begun.
    private func reject(_ call: IncomingCall, _ invalid: InvalidArguments) {
        if let key = call.idempotency {
            ledger.forget(key)
            for other in joined.removeValue(forKey: key) ?? [] where !other.isOver { reject(other, invalid) }
        }
        let report =
            call.reader == nil
            ? invalid.report
            : ErrorReport(code: .invalidArguments, message: ErrorCode.invalidArguments.summary)
        guard calls[call.id] === call else { return }
        forget(call)
        post.sendQuietly(.error(report), to: call.id.caller, over: call.path, answering: call.id.request)
    }

    private func response(to outcome: Result<JSONValue, any Error>, in call: IncomingCall) -> ExecResponse {
        switch outcome {
        case .success(let value):
            var response = ExecResponse(status: .success, result: value.isNull ? nil : value)
            response.executionTimeMilliseconds = (post.loop.now - call.start).milliseconds
            return response
        case .failure(let error as HandlerError):
            var response = ExecResponse(status: .error, result: .object(error.json))
            response.code = .agentError
            response.error = error.message
            return response
        case .failure(let error):
            report(error)
            var response = ExecResponse(status: .error)
            let wasCancelled = error is CancellationError
            response.code = wasCancelled ? .cancelled : .agentError
            response.error = wasCancelled ? ErrorCode.cancelled.summary : "the handler of '\(call.capability)' failed"
            return response
        }
    }

    /// Stops a call from this side: its handler is cancelled, its caller told.
    func interrupt(_ call: IncomingCall, _ code: ErrorCode, _ message: String) {
        guard !call.isOver else { return }
        call.task?.cancel()
        dropWaitingPart(of: call)
        var response = ExecResponse(status: .error)
        response.code = code
        response.error = call.reader == nil ? message : code.summary
        if handled[call.id] === call { settle(call, response) } else { finish(call, response) }
    }

    /// The caller cancels.
    func cancelled(_ id: IncomingCall.ID) {
        guard let call = calls[id] else { return }
        interrupt(call, .cancelled, ErrorCode.cancelled.summary)
    }

    /// The session with the gateway is gone, and with it everybody who waits there: handlers are cancelled, unless their
    /// result is to be remembered.
    func lostRelay() {
        for call in calls.values where call.path === post.relay {
            if !call.isOver { callerLeft(call) }
            if call.idempotency == nil || call.isOver { forget(call) }
        }
    }

    /// Nobody waits for the answer any more: the handler is cancelled, unless its result is to be remembered.
    func callerLeft(_ call: IncomingCall) {
        if call.idempotency == nil { call.task?.cancel() }
    }

    /// Waits until no handler runs, or ``stopWaiting()``; called on the loop.
    func untilIdle() async {
        guard !handled.isEmpty else { return }
        await idleWaiters.waitRegardless()
    }

    /// Has whoever waits for handlers go on.
    func stopWaiting() {
        idleWaiters.resumeAll()
    }

    /// Cancels every handler; the agent is ending.
    func cancelAll() {
        for call in calls.values { interrupt(call, .draining, "the agent is going down") }
        for call in handled.values { call.task?.cancel() }
    }
}

extension ExecResponse {
    /// Whether a failed handler said that the same call may succeed later, so that a key must not stand in its way.
    fileprivate var isWorthARetry: Bool {
        guard case .error = status, let own = result?.object else { return false }
        return own["retryable"]?.bool ?? false
    }
}

extension Duration {
    /// In milliseconds, with fractions down to a microsecond.
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1_000 + (Double(attoseconds) / 1e12).rounded() / 1_000
    }
}
