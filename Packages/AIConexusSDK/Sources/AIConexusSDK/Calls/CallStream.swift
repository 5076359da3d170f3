// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The parts of a streaming call, in order and without gaps.
///
/// The call begins when the first part is asked for, and each reading is a call of its own. Leaving the loop early,
/// or cancelling the task, cancels the call: the callee is told. The callee never runs ahead of the reader by more than
/// ``CallOptions/window`` parts.
///
/// Errors are ``CallError``s.
public struct CallStream<Part: Sendable>: AsyncSequence, Sendable {
    private let agent: Agent
    private let plan: CallPlan
    private let decode: @Sendable (JSONValue) throws -> Part

    init(_ agent: Agent, _ plan: CallPlan, decode: @escaping @Sendable (JSONValue) throws -> Part) {
        self.agent = agent
        self.plan = plan
        self.decode = decode
    }

    /// Begins the call when it is first asked.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(agent, plan, decode)
    }

    /// Reads one call's parts.
    public final class AsyncIterator: AsyncIteratorProtocol {
        private let agent: Agent
        private let plan: CallPlan
        private let decode: @Sendable (JSONValue) throws -> Part
        private var call: (id: MessageID, parts: BoundedQueue<JSONValue>)?
        private var isOver = false

        init(_ agent: Agent, _ plan: CallPlan, _ decode: @escaping @Sendable (JSONValue) throws -> Part) {
            self.agent = agent
            self.plan = plan
            self.decode = decode
        }

        deinit {
            guard !isOver, let id = call?.id else { return }
            agent.loop.execute { [weak agent] in agent?.assumeIsolated { $0.cancelCall(id) } }
        }

        /// The next part, or `nil` after the last one.
        ///
        /// - Throws: ``CallError``; `CancellationError`.
        public func next() async throws -> Part? {
            guard !isOver else { return nil }
            do {
                let call = try await begin()
                guard let part = try await call.parts.next() else {
                    isOver = true
                    return nil
                }
                agent.loop.execute { [agent] in agent.assumeIsolated { $0.consumedPart(of: call.id) } }
                return try decode(part)
            } catch {
                if let id = call?.id { await agent.cancelCall(id) }
                isOver = true
                throw error
            }
        }

        private func begin() async throws -> (id: MessageID, parts: BoundedQueue<JSONValue>) {
            if let call { return call }
            let patience = plan.options.timeout ?? ExecRequest.defaultTimeout
            let registration = try await agent.registration(of: plan.callee, timeout: patience)
            try await agent.prepareDirectPath(plan, timeout: patience)
            let order = try await agent.order(plan, registration, timeout: plan.options.timeout)
            let call = (order.id, try await agent.open(order))
            self.call = call
            return call
        }
    }
}

@available(*, unavailable)
extension CallStream.AsyncIterator: Sendable {}
