// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol
internal import AIConexusSDK

/// What `aiconexus bench` has measured.
struct BenchResult: Sendable {
    /// A rate from this share of what the gateway allows on is bounded by that.
    private static let boundedShare = 0.9

    let inFlight: Int
    /// From the first counted call to the end of the last.
    var time = Duration.zero
    private var begunCount = 0
    private var times: [Duration] = []
    private var paths: [CallPath: Int] = [:]
    private var errors: [CallError.Code: Int] = [:]

    init(inFlight: Int) {
        self.inFlight = inFlight
    }

    /// Calls that succeeded.
    var callCount: Int { times.count }
    /// Calls that failed.
    var errorCount: Int { errors.values.reduce(0, +) }

    /// Whether another call may begin, which then counts.
    mutating func mayBegin(_ limit: BenchPlan.Limit, after elapsed: Duration) -> Bool {
        let may =
            switch limit {
            case .calls(let count): begunCount < count
            case .time(let time): elapsed < time
            }
        if may { begunCount += 1 }
        return may
    }

    mutating func succeeded(after time: Duration, over path: CallPath) {
        times.append(time)
        paths[path, default: 0] += 1
    }

    mutating func failed(_ code: CallError.Code) {
        errors[code, default: 0] += 1
    }

    /// Calls that succeeded, a second.
    private var rate: Double { time > .zero ? Double(callCount) / (time / .seconds(1)) : 0 }

    /// The time within which this share of the calls was answered (nearest rank).
    private static func quantile(_ share: Double, of sorted: [Duration]) -> Duration? {
        guard !sorted.isEmpty else { return nil }
        return sorted[max(Int((share * Double(sorted.count)).rounded(.up)) - 1, 0)]
    }

    private var quantiles: [(name: String, time: Duration)] {
        let sorted = times.sorted()
        return [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1)].compactMap { name, share in
            Self.quantile(share, of: sorted).map { (name, $0) }
        }
    }
}

extension BenchResult {
    /// Writes the result on standard output.
    ///
    /// **Shape of `--json`:** `{"calls", "errors": {code: count}, "seconds", "calls_per_second", "in_flight", "p50_ms",
    /// "p90_ms", "p99_ms", "max_ms", "paths": {path: count}, "messages_per_second_limit"?}`.
    ///
    /// - Parameters:
    ///   - console: where to.
    ///   - limit: how many messages a second the gateway takes from an agent.
    ///   - isJSON: whether it is wanted as JSON.
    /// - Throws: `CommandError` when standard output cannot be written.
    func write(to console: Console, limit: Int?, asJSON isJSON: Bool) throws(CommandError) {
        guard !isJSON else { return try console.announce(json: json(limit)) }
        try console.announce("\(callCount) calls in \(Self.text(time)) s, \(inFlight) at a time")
        try console.announce("\(Int(rate.rounded())) calls/s")
        for (name, time) in quantiles { try console.announce("\(name) \(Self.milliseconds(time)) ms") }
        let ways = CallPath.allCases.compactMap { path in paths[path].map { "\(path.rawValue) \($0)" } }
        if !ways.isEmpty { try console.announce("path: \(ways.joined(separator: ", "))") }
        for (code, count) in errors.sorted(by: { $0.value > $1.value }) {
            try console.announce("\(console.style.text("failed", .red)): \(count) with \(code)")
        }
        if let limit, paths[.relay, default: 0] > 0, rate > Double(limit) * Self.boundedShare {
            try console.announce("the gateway takes \(limit) messages a second from an agent, which bounds this")
        }
    }

    private func json(_ limit: Int?) -> JSONObject {
        func number(_ value: Double) -> JSONValue { JSONNumber(value).map(JSONValue.number) ?? .null }
        func count(_ value: Int) -> JSONValue { .number(JSONNumber(integerLiteral: value)) }
        var object: JSONObject = [
            "calls": count(callCount), "seconds": number(time / .seconds(1)), "in_flight": count(inFlight),
            "calls_per_second": number((rate * 10).rounded() / 10),
        ]
        var failures = JSONObject()
        for (code, number) in errors { failures[JSONName(code.description)] = count(number) }
        object["errors"] = .object(failures)
        var ways = JSONObject()
        for (path, number) in paths { ways[JSONName(path.rawValue)] = count(number) }
        object["paths"] = .object(ways)
        for (name, time) in quantiles { object[JSONName("\(name)_ms")] = .milliseconds(time) }
        object["messages_per_second_limit"] = limit.map(count)
        return object
    }

    private static func text(_ time: Duration) -> String {
        let tenths = Int((time / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func milliseconds(_ time: Duration) -> String {
        let thousandths = Int((time / .microseconds(1)).rounded())
        let rest = "\(thousandths % 1_000)"
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
