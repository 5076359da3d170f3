// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Finds out which agents of a gateway with two loops are on the same one.
///
/// The system spreads connections over the loops and tells nobody. The gateway counts the messages that it hands from
/// one loop to another, so one message to each agent, and a look at that count after each, tells.
struct LoopSurvey {
    /// The gateway's count of hand-overs.
    private static let metric = "aiconexus_gateway_handovers_total "

    private let fleet: Fleet
    private let client: HTTPClient
    private let metrics: ServerURL

    init(_ fleet: Fleet) throws {
        guard let metrics = ServerURL("http://\(fleet.audience)/metrics") else {
            throw BenchmarkError("no address for \(fleet.audience)")
        }
        self.fleet = fleet
        self.metrics = metrics
        client = HTTPClient(on: fleet.loop, connector: fleet.connector)
    }

    /// Pairs agents of different loops; those that are left over are in no pair.
    ///
    /// - Returns: places of agents in the fleet.
    /// - Throws: when the gateway does not answer as expected.
    func crossingPairs() async throws -> [(Int, Int)] {
        var (same, other) = ([0], [Int]())
        var count = try await handoverCount()
        for place in 1..<fleet.agents.count {
            // A call is two messages, of which both cross or none.
            let pair = [(0, place)]
            _ = try await fleet.measureCalls(between: pair, callsPerAgent: 1, pace: .saturating(callsPerAgent: 1))
            let newCount = try await handoverCount()
            if newCount == count { same.append(place) } else { other.append(place) }
            count = newCount
        }
        return Array(zip(same, other))
    }

    private func handoverCount() async throws -> Int {
        let response = try await client.send(.get, to: metrics)
        let text = String(decoding: response.body, as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(Self.metric) }),
            let count = Int(line.dropFirst(Self.metric.count))
        else { throw BenchmarkError("/metrics does not tell the hand-overs: \(text.prefix(200))") }
        return count
    }
}
