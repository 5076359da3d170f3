// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// What `aiconexus ping` prints.
struct PingReport {
    private let target: DID
    private let console: Console
    private let isJSON: Bool
    private var times: [Duration] = []
    private var missedCount = 0

    init(_ target: DID, on console: Console, isJSON: Bool) {
        (self.target, self.console, self.isJSON) = (target, console, isJSON)
    }

    /// An answer came.
    ///
    /// **Shape of `--json`:** `{"sequence", "round_trip_ms"}`.
    mutating func answered(_ number: Int, after time: Duration) throws {
        times.append(time)
        if isJSON {
            let sequence = JSONValue.number(JSONNumber(integerLiteral: number))
            try console.announce(json: ["sequence": sequence, "round_trip_ms": .milliseconds(time)])
        } else {
            try console.announce("pong from \(target): \(Self.text(time)) ms")
        }
    }

    /// No answer came in time.
    ///
    /// **Shape of `--json`:** `{"sequence", "error": {"code": "TIMEOUT", "message"}}`.
    mutating func missed(_ number: Int) throws {
        missedCount += 1
        if isJSON {
            let sequence = JSONValue.number(JSONNumber(integerLiteral: number))
            let error: JSONObject = ["code": "TIMEOUT", "message": "no answer"]
            try console.announce(json: ["sequence": sequence, "error": .object(error)])
        } else {
            try console.announce("no answer from \(target)")
        }
    }

    /// Sums up.
    ///
    /// **Shape of `--json`:** `{"did", "sent", "answered", "min_ms"?, "mean_ms"?, "max_ms"?}`.
    ///
    /// - Returns: `failure` when an answer is missing.
    /// - Throws: `CommandError` when standard output cannot be written.
    func end() throws -> ExitStatus {
        let mean = times.isEmpty ? nil : times.reduce(.zero, +) / times.count
        let sent = times.count + missedCount
        if isJSON {
            var summary: JSONObject = [
                "did": .string(target.description), "sent": .number(JSONNumber(integerLiteral: sent)),
                "answered": .number(JSONNumber(integerLiteral: times.count)),
            ]
            summary["min_ms"] = times.min().map(JSONValue.milliseconds)
            summary["mean_ms"] = mean.map(JSONValue.milliseconds)
            summary["max_ms"] = times.max().map(JSONValue.milliseconds)
            try console.announce(json: summary)
        } else {
            var line = "\(sent) sent, \(times.count) answered"
            if let least = times.min(), let mean, let most = times.max() {
                line += "; least \(Self.text(least)), mean \(Self.text(mean)), most \(Self.text(most)) ms"
            }
            try console.announce(line)
        }
        return missedCount == 0 && !times.isEmpty ? .success : .failure
    }

    private static func text(_ time: Duration) -> String {
        let hundredths = Int((time / .microseconds(10)).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
