// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusSDK

/// The agents that a call may go to, one after another.
struct Callees {
    /// No more agents than this are tried.
    private static let maximumCount = 5
    /// Capabilities with names like this are the gateway's own.
    private static let gatewayPrefix = "gateway."

    private let agents: [RemoteAgent]

    /// Decides whom to call.
    ///
    /// - Parameters:
    ///   - did: the agent that was named, if any.
    ///   - capability: what is called: where no agent was named, those that offer it are looked for, in random order and
    ///     free ones first. What begins with `gateway.` is the gateway's.
    ///   - agent: who calls.
    /// - Throws: `CallError` `noCapableAgent` when there is none.
    init(_ did: DID?, _ capability: String, for agent: Agent) async throws {
        if let did {
            agents = [agent.remote(did)]
        } else if capability.hasPrefix(Self.gatewayPrefix) {
            agents = [agent.remote(try await agent.gatewayDID())]
        } else {
            let found = try await agent.find(capability: capability)
            let ready = found.filter { ($0.description?.slots ?? 1) > 0 }.shuffled()
            let busy = found.filter { ($0.description?.slots ?? 1) <= 0 }.shuffled()
            agents = Array((ready + busy).prefix(Self.maximumCount))
        }
        guard !agents.isEmpty else {
            throw CallError(.noCapableAgent, "no connected agent offers '\(capability)'", source: .gateway)
        }
    }

    /// The one to call first.
    var best: RemoteAgent { agents[0] }

    /// Makes the call at one agent after another, until one takes it.
    ///
    /// - Parameter attempt: makes it; may be made again elsewhere when it throws an error that says nothing was done.
    /// - Returns: what `attempt` returns.
    /// - Throws: what the last attempt throws, or one that says that something may have been done.
    func first<Result>(_ attempt: (RemoteAgent, _ isLast: Bool) async throws -> Result) async throws -> Result {
        for agent in agents.dropLast() {
            do {
                return try await attempt(agent, false)
            } catch let error as CallError where error.mayBeTakenElsewhere {
                continue
            }
        }
        return try await attempt(agents[agents.count - 1], true)
    }
}

extension CallError {
    /// Whether the agent has done nothing, and another one might.
    fileprivate var mayBeTakenElsewhere: Bool {
        switch code {
        case .unknownAgent, .unknownCapability, .allBusy, .resourceExhausted, .draining, .connectionRefused,
            .permissionDenied, .unprovedAgent:
            true
        default: false
        }
    }
}
