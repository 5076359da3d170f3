// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What happened among the agents of a gateway.
public enum DirectoryEvent: Sendable {
    /// All agents there are, at the beginning and whenever the thread was lost; forget what was known.
    case snapshot([AgentDescription])
    /// An agent came.
    case joined(AgentDescription)
    /// An agent describes itself anew, or its load has changed.
    case changed(AgentDescription)
    /// An agent has gone.
    case left(DID)
}

/// The comings and goings at a gateway, for ever: after a loss of the connection it begins again with a snapshot.
public struct DirectoryEvents: AsyncSequence, Sendable {
    let agent: Agent
    let capability: String?

    /// Begins to watch when it is first asked.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(agent, capability)
    }

    /// Reads one watch.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// How long to wait before a watch that ended is begun again.
        private static let pause = Duration.milliseconds(500)
        /// Agents beyond this number are told of as if they came later, so that a gateway cannot have us gather for ever.
        private static let largestSnapshot = 100_000

        private let agent: Agent
        private let capability: String?
        private var parts: CallStream<JSONValue>.AsyncIterator?
        private var events: [DirectoryEvent] = []
        private var snapshot: [AgentDescription] = []
        private var isBeyondSnapshot = false

        init(_ agent: Agent, _ capability: String?) {
            self.agent = agent
            self.capability = capability
        }

        /// The next event.
        ///
        /// - Throws: ``CallError`` when the agent has stopped or the gateway refuses; `CancellationError`.
        public mutating func next() async throws -> DirectoryEvent? {
            while events.isEmpty {
                do {
                    let parts = try await begin()
                    if let part = try await parts.next() {
                        read(part)
                    } else {
                        self.parts = nil
                        try await Task.sleep(for: Self.pause)
                    }
                } catch let error as CallError where error.isPassing {
                    parts = nil
                    try await Task.sleep(for: Self.pause)
                }
            }
            return events.removeFirst()
        }

        private mutating func begin() async throws -> CallStream<JSONValue>.AsyncIterator {
            if let parts { return parts }
            snapshot = []
            isBeyondSnapshot = false
            let gateway = try await agent.gateway(timeout: .seconds(3_600))
            var options = CallOptions(sealing: .off)
            options.idleTimeout = .zero
            let plan = CallPlan(
                callee: gateway,
                capability: "gateway.agents.watch",
                args: capability.map { ["capability": .string($0)] } ?? [:],
                isStream: true,
                options: options
            )
            let parts = CallStream(agent, plan) { $0 }.makeAsyncIterator()
            self.parts = parts
            return parts
        }

        private mutating func read(_ part: JSONValue) {
            guard let object = part.object else { return }
            if object["event"]?.string == "snapshot" {
                snapshot += (object["agents"]?.array ?? []).compactMap(\.object).compactMap(AgentDescription.init)
                let hasMore = object["more"]?.bool ?? false
                if isBeyondSnapshot {
                    events += snapshot.map { .joined($0) }
                } else {
                    guard !hasMore || snapshot.count >= Self.largestSnapshot else { return }
                    events.append(.snapshot(snapshot))
                }
                isBeyondSnapshot = hasMore
                snapshot = []
                return
            }
            for change in (object["changes"]?.array ?? []).compactMap(\.object) {
                guard let agent = change["agent"]?.object.flatMap(AgentDescription.init) else { continue }
                switch change["change"]?.string {
                case "joined": events.append(.joined(agent))
                case "changed": events.append(.changed(agent))
                case "left": events.append(.left(agent.did))
                default: break
                }
            }
        }
    }
}

extension CallError {
    /// Whether a watch begins again after this.
    fileprivate var isPassing: Bool {
        isRetryable || code == .outcomeUnknown || code == .timeout
    }
}

extension Agent {
    /// Watches the agents of the gateway come and go.
    ///
    /// - Parameter capability: only those that offer it.
    /// - Returns: a snapshot first, then what changes.
    public nonisolated func watch(capability: String? = nil) -> DirectoryEvents {
        DirectoryEvents(agent: self, capability: capability)
    }
}
