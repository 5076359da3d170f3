// SPDX-License-Identifier: MIT

public import AIConexusProtocol

extension Agent {
    /// How many pages of a list are asked for; a gateway that never comes to an end is not followed for ever.
    private static var maximumPageCount: Int { 1_000 }

    /// Finds connected agents at the gateway.
    ///
    /// - Parameters:
    ///   - capability: only those that offer it.
    ///   - text: only those whose name, description or capabilities contain it.
    ///   - limit: at most so many.
    /// - Returns: the agents, those with free slots first, without this one.
    /// - Throws: ``CallError``; `CancellationError`.
    public nonisolated func find(
        capability: String? = nil,
        text: String? = nil,
        limit: Int = 1_000
    ) async throws -> [RemoteAgent] {
        var found: [RemoteAgent] = []
        var cursor: String?
        var pageCount = 0
        repeat {
            // One more than is missing, because this agent may be among them.
            let count = min(max(limit - found.count + 1, 1), 1_000)
            var args: JSONObject = ["limit": .number(JSONNumber(integerLiteral: count))]
            if let capability { args["capability"] = .string(capability) }
            if let text { args["text"] = .string(text) }
            if let cursor { args["cursor"] = .string(cursor) }
            let page = try await callGateway("gateway.agents.list", args, timeout: .seconds(30))
            guard let agents = page.object?["agents"]?.array else {
                throw CallError(.unreadableOutput, "the gateway's list is not one", source: .gateway)
            }
            for agent in agents.compactMap(\.object).compactMap(AgentDescription.init) where agent.did != did {
                found.append(RemoteAgent(agent.did, agent, of: self))
            }
            cursor = page.object?["cursor"]?.string
            pageCount += 1
        } while cursor != nil && found.count < limit && pageCount < Self.maximumPageCount
        // Stable, so that the gateway's order remains among equals.
        let ready = found.filter { ($0.description?.slots ?? 1) > 0 }
        let busy = found.filter { ($0.description?.slots ?? 1) <= 0 }
        return Array((ready + busy).prefix(limit))
    }

    /// Calls a capability of the gateway itself, as in `gateway.stats`.
    ///
    /// - Parameters:
    ///   - capability: its id.
    ///   - args: the arguments.
    ///   - timeout: how long to wait.
    /// - Returns: the result.
    /// - Throws: ``CallError``; `CancellationError`.
    public nonisolated func askGateway(
        _ capability: String,
        _ args: JSONObject = [:],
        timeout: Duration = .seconds(30)
    ) async throws -> JSONValue {
        try await callGateway(capability, args, timeout: timeout)
    }
}
