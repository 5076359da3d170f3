// SPDX-License-Identifier: MIT

/// What the command line asks for.
struct Options {
    /// Which measurements are made.
    enum Part: String, CaseIterable {
        case calls, connections
    }

    /// Fewer and shorter measurements: enough to see that all of them work.
    var isQuick = false
    /// What is measured.
    var parts = Set(Part.allCases)
    /// How many agents call each other.
    var agentCounts = [2, 100, 1_000]
    /// Times that each window of calls is measured; the table shows the middle.
    var roundCount = 7
    /// How many connections are held.
    var connectionCounts = [10_000, 19_000]
    /// Where the figures go as JSON, beside the table.
    var jsonPath: String?

    static let usage = """
        usage: gateway-benchmark [--quick] [--only calls|connections] [--agents N] [--rounds N]
                                 [--connections N] [--json FILE]
        """

    /// Reads the options; `nil` when there is anything else.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--quick": (isQuick, roundCount, connectionCounts) = (true, 1, [500, 1_000])
            case "--only":
                guard let part = rest.popFirst().flatMap(Part.init) else { return nil }
                parts = [part]
            case "--agents":
                guard let count = rest.popFirst().flatMap({ Int($0) }), 2...10_000 ~= count else { return nil }
                agentCounts = [count / 2 * 2]
            case "--rounds":
                guard let count = rest.popFirst().flatMap({ Int($0) }), count > 0 else { return nil }
                roundCount = count
            case "--connections":
                guard let count = rest.popFirst().flatMap({ Int($0) }), 1...1_000_000 ~= count else { return nil }
                connectionCounts = [count]
            case "--json":
                guard let path = rest.popFirst() else { return nil }
                jsonPath = path
            default: return nil
            }
        }
    }

    /// Messages of one window; it takes about a second.
    var verifiedMessageCount: Int { isQuick ? 4_000 : 20_000 }
    var unverifiedMessageCount: Int { isQuick ? 20_000 : 100_000 }
    /// Messages of the window with a steady rate.
    var steadyMessageCount: Int { isQuick ? 2_000 : 10_000 }
    /// How long nothing is done, and then heartbeats are sent.
    var idleDuration: Duration { .seconds(isQuick ? 2 : 10) }
    var heartbeatDuration: Duration { .seconds(isQuick ? 3 : 30) }
}
