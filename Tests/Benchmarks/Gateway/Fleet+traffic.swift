// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension Fleet {
    /// Pairs agents, signs calls for them, and measures while they are made.
    ///
    /// - Parameters:
    ///   - pairs: places of the agents in the fleet; each agent is in one pair.
    ///   - callsPerAgent: how many calls each agent makes.
    ///   - pace: when.
    /// - Returns: what was measured.
    /// - Throws: when anything else arrives than what was sent.
    func measureCalls(
        between pairs: [(Int, Int)],
        callsPerAgent: Int,
        pace: CallTraffic.Pace
    ) async throws -> TrafficSample {
        let prepared = try pairs.map { first, second in
            let (one, other) = (agents[first].makeSigner(), agents[second].makeSigner())
            return CallPair(
                first: agents[first],
                second: agents[second],
                callsOfFirst: try (0..<callsPerAgent).map { _ in try PreparedCall(from: one, to: other) },
                callsOfSecond: try (0..<callsPerAgent).map { _ in try PreparedCall(from: other, to: one) }
            )
        }
        let traffic = CallTraffic(prepared, of: self, pace: pace)
        return try await withCheckedThrowingContinuation { continuation in
            loop.execute { traffic.run(continuation) }
        }
    }

    /// Pairs of neighbours: all agents are in one.
    var neighbours: [(Int, Int)] {
        stride(from: 0, to: agents.count - 1, by: 2).map { ($0, $0 + 1) }
    }
}
