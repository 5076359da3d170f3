// SPDX-License-Identifier: MIT

public import AIConexusProtocol
internal import AIConexusTransport

/// An agent's answer to an intent.
public struct IntentAnswer: Sendable {
    /// Accepted, declined, understood, or other terms.
    public let status: Intent.Status
    /// What the agent still needs.
    public let requiredInput: String?
    /// What it would cost, as text: `"0.50 EUR"`.
    public let cost: String?
    /// The terms.
    public let contract: JSONObject
    /// The answer's id, which a next proposal names.
    public let id: MessageID
    /// The way that the answer took.
    public let path: CallPath
    /// From the question to the answer.
    public let roundTripTime: Duration
}

extension RemoteAgent {
    /// Asks before calling: in natural language, or for a task by name.
    ///
    /// ```swift
    /// var answer = try await remote.negotiate(.structured(task: "translate", params: ["words": 900]))
    /// if answer.status == .counter {
    ///     answer = try await remote.negotiate(.structured(task: "translate", params: answer.contract), after: answer)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - intent: what is wanted.
    ///   - answer: the agent's last word, when terms go back and forth.
    ///   - sealing: whether the intent is sealed.
    ///   - timeout: how long to wait for the answer.
    /// - Returns: the agent's answer.
    /// - Throws: ``CallError``; `CancellationError`.
    public func negotiate(
        _ intent: Intent,
        after answer: IntentAnswer? = nil,
        sealing: CallOptions.Sealing = .automatic,
        timeout: Duration = .seconds(60)
    ) async throws -> IntentAnswer {
        let clock = ContinuousClock()
        let end = clock.now + timeout
        var isFresh = false
        while true {
            let registration = try await agent.registration(of: did, isFresh: isFresh, timeout: timeout)
            let seal = sealing == .off ? nil : registration?.register.keyExchangeKey
            if seal == nil, sealing == .required {
                throw CallError(.unprovedAgent, "the agent has published no key, so nothing can be sealed for it")
            }
            do {
                let reply = try await agent.ask(
                    .intent(intent),
                    to: did,
                    inReplyTo: answer?.id,
                    seal: seal,
                    timeout: clock.now.duration(to: end)
                )
                return try IntentAnswer(reply)
            } catch let error as CallError where error.code == .connectionRefused && !isFresh {
                // It restarted since its key was read, and has not seen the question.
                isFresh = true
            }
        }
    }
}

extension IntentAnswer {
    init(_ answer: Negotiations.Answer) throws(CallError) {
        guard case .intent(let intent) = answer.payload, let status = intent.status else {
            throw CallError(.unreadableOutput, "the agent answered with something else than an intent's answer")
        }
        self.status = status
        requiredInput = intent.requiredInput
        cost = intent.cost
        contract = intent.contract ?? [:]
        id = answer.id
        path = answer.path
        roundTripTime = answer.roundTripTime
    }
}

extension Agent {
    /// Asks a question that one message answers.
    func ask(
        _ payload: Payload,
        to recipient: DID,
        inReplyTo: MessageID?,
        seal: KeyExchangePublicKey?,
        timeout: Duration
    ) async throws -> Negotiations.Answer {
        let id = core.post.makeID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                core.negotiations.ask(
                    payload,
                    id: id,
                    to: recipient,
                    inReplyTo: inReplyTo,
                    sealedFor: seal,
                    timeout: timeout,
                    continuation
                )
                if Task.isCancelled { core.negotiations.cancel(id) }
            }
        } onCancel: {
            loop.execute { [weak self] in self?.assumeIsolated { $0.core.negotiations.cancel(id) } }
        }
        if Task.isCancelled, case .failure(let error) = result, error.code == .cancelled { throw CancellationError() }
        return try result.get()
    }
}
