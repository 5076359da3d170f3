// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Arguments of this length and more are worth a direct path.
private let muchByteCount = 64 << 10

extension CallPlan {
    /// Whether a direct path pays for this call alone.
    fileprivate var isWorthMuch: Bool {
        isStream || options.expectedByteCount >= muchByteCount
    }
}

extension CallError {
    /// A direct path was required and cannot be had.
    init(_ failure: DirectPathFailure) {
        self.init(.peerToPeerUnavailable, failure.summary, cause: failure)
        details = ["reason": .string(failure.rawValue)]
    }
}

/// One call as the user made it, before anything is known of the callee.
struct CallPlan: Sendable {
    var callee: DID
    var capability: String?
    var args: JSONObject
    var isStream: Bool
    var options: CallOptions
}

extension Agent {
    /// What a callee published, from its own signed registration: remembered, or fetched from the gateway and checked.
    ///
    /// - Parameters:
    ///   - did: whose.
    ///   - isFresh: whether what is remembered will not do.
    ///   - timeout: how long the caller waits.
    /// - Returns: `nil` for the gateway itself, which proved its key to us.
    /// - Throws: ``CallError``; `CancellationError`.
    func registration(of did: DID, isFresh: Bool = false, timeout: Duration) async throws -> VerifiedRegistration? {
        if did == state.session?.gateway { return nil }
        if !isFresh, let known = core.peers.find(did) { return known }
        let answer = try await callGateway("gateway.agents.get", ["did": .string(did.description)], timeout: timeout)
        guard let agent = answer.object?["agent"]?.object ?? answer.object, let gateway = state.session?.gateway,
            let text = agent["registration"]?.string
        else { throw CallError(.unprovedAgent, "the gateway has no registration signed by \(did)") }
        return try core.peers.learn(text, of: did, at: gateway)
    }

    /// Calls one of the gateway's own capabilities.
    ///
    /// - Throws: ``CallError``; `CancellationError`.
    func callGateway(_ capability: String, _ args: JSONObject, timeout: Duration) async throws -> JSONValue {
        let gateway = try await gateway(timeout: timeout)
        var request = ExecRequest(capability: capability, args: args)
        request.timeout = timeout
        let order = OutgoingCalls.Order(
            id: core.post.makeID(),
            callee: gateway,
            request: request,
            timeout: timeout,
            window: ExecRequest.defaultWindow
        )
        return try await perform(order).result
    }

    /// The gateway's DID, once there is a session.
    func gateway(timeout: Duration) async throws -> DID {
        if let session = state.session { return session.gateway }
        return try await withDeadline(timeout, or: "there was no connection to the gateway") {
            for await state in await self.states {
                switch state {
                case .connected(let session): return session.gateway
                case .connecting: continue
                case .error(let error): throw CallError(error)
                case .disconnected, .disconnecting:
                    throw CallError(.notConnected, "the agent is not running", isRetryable: false)
                }
            }
            throw CancellationError()
        }
    }

    /// Makes one attempt, and waits for its end.
    ///
    /// - Throws: ``CallError``; `CancellationError`, after which the callee has been told.
    func perform(
        _ order: OutgoingCalls.Order,
        onProgress: (@Sendable (JSONValue) -> Void)? = nil
    ) async throws -> OutgoingCall.Answer {
        try await roomInQueue(for: order.timeout)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                core.outgoing.start(order, .result(continuation, onProgress: onProgress))
                // A cancellation from before the call was in the table has found nothing to cancel.
                if Task.isCancelled { core.outgoing.cancel(order.id) }
            }
        } onCancel: {
            loop.execute { [weak self] in self?.assumeIsolated { $0.core.outgoing.cancel(order.id) } }
        }
        if Task.isCancelled, case .failure(let error) = result, error.code == .cancelled { throw CancellationError() }
        return try result.get()
    }

    /// Begins a stream.
    ///
    /// - Returns: its parts.
    func open(_ order: OutgoingCalls.Order) async throws -> BoundedQueue<JSONValue> {
        try await roomInQueue(for: order.timeout)
        let queue = BoundedQueue<JSONValue>(capacity: .max) {}
        core.outgoing.start(order, .parts(queue))
        return queue
    }

    /// A part of a stream was read.
    func consumedPart(of id: MessageID) {
        core.outgoing.consumed(id)
    }

    /// A stream's reader has gone.
    func cancelCall(_ id: MessageID) {
        core.outgoing.cancel(id)
    }

    /// Waits while what is queued for the gateway is at its bound, for as long as the call may take.
    private func roomInQueue(for timeout: Duration?) async throws {
        guard core.connection.isFull else { return }
        try await withDeadline(timeout, or: "too much was waiting to be sent") { try await self.roomInQueue() }
    }

    private func roomInQueue() async throws {
        while core.connection.isFull { try await core.waiters.wait() }
    }

    /// What an attempt is made of.
    func order(
        _ plan: CallPlan,
        _ registration: VerifiedRegistration?,
        timeout: Duration?
    ) throws(CallError) -> OutgoingCalls.Order {
        if let timeout, timeout <= .zero { throw CallError(.timeout, "no time was left for the call") }
        var request = ExecRequest(capability: plan.capability, args: plan.args.isEmpty ? nil : plan.args)
        // Less than one would travel as 0, which is none.
        request.timeout = timeout.map { max($0, .milliseconds(1)) }
        if plan.isStream {
            request.stream = true
            request.window = plan.options.window
            request.idleTimeout = plan.options.idleTimeout
        }
        request.idempotencyKey = plan.options.idempotencyKey
        request.parent = plan.options.parent
        var seal: KeyExchangePublicKey?
        if plan.options.sealing != .off {
            seal = registration?.register.keyExchangeKey
            if seal == nil, plan.options.sealing == .required {
                throw CallError(.unprovedAgent, "the agent has published no key, so nothing can be sealed for it")
            }
        }
        return OutgoingCalls.Order(
            id: core.post.makeID(),
            callee: plan.callee,
            instance: registration?.register.instance,
            request: request,
            trace: plan.options.trace,
            seal: seal,
            timeout: timeout,
            idleTimeout: plan.isStream && plan.options.idleTimeout > .zero ? plan.options.idleTimeout : nil,
            window: plan.options.window,
            policy: plan.options.paths ?? configuration.paths
        )
    }

    /// Begins a direct path where it pays, and waits for it where it is required.
    ///
    /// - Throws: ``CallError`` `peerToPeerUnavailable` with the reason.
    func prepareDirectPath(_ plan: CallPlan, timeout: Duration) async throws {
        guard plan.callee != state.session?.gateway else { return }
        switch plan.options.paths ?? configuration.paths {
        case .relayOnly: return
        case .automatic: core.links.called(plan.callee, plan.isWorthMuch ? .much : .call)
        case .directRequired:
            guard core.links.path(to: plan.callee) == nil else { return }
            let callee = plan.callee
            let failure = try await withDeadline(timeout, or: "the direct path was not settled") {
                try await self.settledDirectPath(to: callee)
            }
            if let failure { throw CallError(failure) }
        }
    }

    private func settledDirectPath(to did: DID) async throws -> DirectPathFailure? {
        try await core.links.settled(did)
    }

    /// How long to wait before the next attempt of a call, `nil` when there is none.
    func retryDelay(after error: CallError, _ plan: inout RetryPlan) -> Duration? {
        plan.delay(after: error, jitter: core.post.randomness.fraction(), budget: &core.retryBudget)
    }

    /// A call succeeded.
    func creditRetries() {
        core.retryBudget.credit()
    }
}

/// Runs `body`, and cancels it when the time is up; `nil` for never.
///
/// - Throws: what `body` throws, or ``CallError`` `timeout` with `complaint`.
func withDeadline<Result: Sendable>(
    _ timeout: Duration?,
    or complaint: String,
    _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result.self) { group in
        group.addTask { try await body() }
        if let timeout {
            group.addTask {
                try await Task.sleep(for: timeout)
                throw CallError(.timeout, "\(complaint) within \(timeout)")
            }
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() else { throw CancellationError() }
        return result
    }
}
