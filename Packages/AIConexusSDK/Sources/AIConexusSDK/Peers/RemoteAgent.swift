// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Another agent, as seen and called from one of ours.
///
/// A value that can be kept and shared; it lives as long as the ``Agent`` that it was made by. Calls go to the DID:
/// nobody else can answer them. Before the first call the agent's own signed registration is fetched and checked, and
/// payloads are sealed for the key that it names.
public struct RemoteAgent: Sendable {
    /// Who it is.
    public let did: DID
    /// What the gateway said about it when it was found; `nil` for an agent that was named by its DID.
    public let description: AgentDescription?
    let agent: Agent

    init(_ did: DID, _ description: AgentDescription? = nil, of agent: Agent) {
        self.did = did
        self.description = description
        self.agent = agent
    }
}

extension Agent {
    /// An agent by its DID, whether or not it is connected.
    public nonisolated func remote(_ did: DID) -> RemoteAgent {
        RemoteAgent(did, of: self)
    }
}

extension RemoteAgent {
    /// Calls a capability with JSON, for those who do not know its types.
    ///
    /// - Parameters:
    ///   - capability: its id; `nil` for the agent's only one.
    ///   - args: the arguments.
    ///   - options: how the call is made.
    ///   - onProgress: hears how far the work is, when the agent says so; called on the agent's loop, in order.
    /// - Returns: the result, with path and times.
    /// - Throws: ``CallError``; `CancellationError` when the task was cancelled, after which the agent is told.
    public func request(
        _ capability: String?,
        _ args: JSONObject = [:],
        options: CallOptions = CallOptions(),
        onProgress: (@Sendable (CallProgress) -> Void)? = nil
    ) async throws -> CallResult<JSONValue> {
        var plan = CallPlan(callee: did, capability: capability, args: args, isStream: false, options: options)
        plan.isStream = onProgress != nil
        // Work may go on without a report for as long as the call has time.
        plan.options.idleTimeout = .zero
        let clock = ContinuousClock()
        let end = clock.now + (options.timeout ?? ExecRequest.defaultTimeout)
        var isFresh = false
        var retries: RetryPlan?
        var attempts = 0
        while true {
            attempts += 1
            do {
                let left = clock.now.duration(to: end)
                guard left > .zero else { throw CallError(.timeout, "no answer within the time of the call") }
                let registration = try await agent.registration(of: did, isFresh: isFresh, timeout: left)
                if retries == nil { retries = plan.retries(registration) }
                try await agent.prepareDirectPath(plan, timeout: clock.now.duration(to: end))
                let order = try await agent.order(plan, registration, timeout: clock.now.duration(to: end))
                let answer = try await agent.perform(order) { part in
                    if let progress = CallProgress(part) { onProgress?(progress) }
                }
                await agent.creditRetries()
                return CallResult(
                    output: answer.result,
                    path: answer.path,
                    roundTripTime: answer.roundTripTime,
                    executionTime: answer.executionTime,
                    attempts: attempts
                )
            } catch let error as CallError {
                var next = retries ?? plan.retries(nil)
                guard let delay = await agent.retryDelay(after: error, &next), clock.now + delay < end else {
                    throw error
                }
                retries = next
                // The callee may have restarted, with other keys and other capabilities.
                isFresh = error.code == .connectionRefused
                try await clock.sleep(for: delay)
            }
        }
    }

    /// Calls a streaming capability with JSON, for those who do not know its types.
    ///
    /// - Parameters:
    ///   - capability: its id; `nil` for the agent's only one.
    ///   - args: the arguments.
    ///   - options: how the call is made; streams are not retried.
    /// - Returns: the parts, in order and without gaps; the call begins with the first one that is asked for.
    public func requestStream(
        _ capability: String?,
        _ args: JSONObject = [:],
        options: CallOptions = CallOptions()
    ) -> CallStream<JSONValue> {
        CallStream(agent, CallPlan(callee: did, capability: capability, args: args, isStream: true, options: options)) {
            $0
        }
    }

    /// Measures the way to the agent and back, by a `PING`.
    ///
    /// - Parameter timeout: how long to wait.
    /// - Returns: the time that it took.
    /// - Throws: ``CallError``; `CancellationError`.
    public func ping(timeout: Duration = .seconds(10)) async throws -> Duration {
        try await agent.ask(.ping(Heartbeat()), to: did, inReplyTo: nil, seal: nil, timeout: timeout).roundTripTime
    }

    /// The agent's own description of itself, checked against its signature.
    ///
    /// - Parameter isFresh: whether to ask the gateway again, though something is remembered.
    /// - Returns: its capabilities, and what people see of it; nothing for the gateway itself.
    /// - Throws: ``CallError``; `CancellationError`.
    public func registration(
        isFresh: Bool = false
    ) async throws -> (card: AgentCard?, capabilities: [CapabilityDescriptor]) {
        let register = try await agent.registration(of: did, isFresh: isFresh, timeout: .seconds(30))?.register
        return (register?.agent, register?.capabilities ?? [])
    }
}

/// How far a call's work is.
public struct CallProgress: Hashable, Sendable {
    /// 0…1, or `nil` when the agent does not know.
    public var fraction: Double?
    /// What is being done, for people.
    public var message: String?

    init?(_ part: JSONValue) {
        guard let object = part.object else { return nil }
        fraction = object["progress"]?.double
        message = object["message"]?.string
    }
}

extension CallPlan {
    /// How failed attempts are repeated, after what the callee says about the capability.
    func retries(_ registration: VerifiedRegistration?) -> RetryPlan {
        let semantics = capability.flatMap { registration?.capability($0) }?.semantics ?? .idempotent
        let isHarmless = options.idempotencyKey != nil || (registration != nil && semantics == .idempotent)
        return RetryPlan(options.retry, isHarmless: isHarmless)
    }
}
