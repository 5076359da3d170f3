// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The measurements beside what they may be.
struct Report {
    /// What was measured.
    let measurements: [Measurement]
    /// What it may be, by benchmark.
    let thresholds: [String: Threshold]

    /// The benchmarks that allocate more than they may.
    var failures: [String] {
        measurements.filter { $0.allocations > thresholds[$0.name]?.allocations ?? .infinity }.map(\.name)
    }

    /// A table for people; times in microseconds.
    var table: String {
        let header = row("benchmark", "median µs", "min µs", "goal µs", "allocations", "at most")
        let rows = measurements.map { measurement in
            let goal = goal(of: measurement)
            let missed = goal.map { measurement.median > $0 } ?? false
            return row(
                measurement.name,
                microseconds(measurement.median),
                microseconds(measurement.minimum),
                goal.map { microseconds($0) + (missed ? " !" : "  ") } ?? "",
                decimal(measurement.allocations, places: 1),
                (thresholds[measurement.name]?.allocations).map { decimal($0, places: 0) } ?? ""
            )
        }
        return ([header] + rows).joined(separator: "\n")
    }

    /// The same for programs; times in nanoseconds.
    var json: JSONValue {
        let rows = measurements.map { measurement in
            var object: JSONObject = [
                "name": .string(measurement.name),
                "median_ns": number(measurement.median),
                "minimum_ns": number(measurement.minimum),
                "allocations": number(measurement.allocations),
            ]
            object["goal_ns"] = goal(of: measurement).map(number)
            return JSONValue.object(object)
        }
        return ["benchmarks": .array(rows)]
    }

    private func goal(of measurement: Measurement) -> Double? {
        guard let threshold = thresholds[measurement.name], let nanoseconds = threshold.nanoseconds else { return nil }
        guard let above = threshold.above else { return nanoseconds }
        return measurements.first { $0.name == above }.map { $0.median + nanoseconds }
    }

    private func number(_ value: Double) -> JSONValue {
        JSONNumber((value * 1_000).rounded() / 1_000).map(JSONValue.number) ?? .null
    }

    private func microseconds(_ nanoseconds: Double) -> String {
        decimal(nanoseconds / 1_000, places: 3)
    }

    private func row(_ name: String, _ cells: String...) -> String {
        name.padded(to: 26) + cells.map { $0.padded(to: -12) }.joined()
    }
}

/// A number ≥ 0 with a fixed count of decimal places.
private func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
    let digits = String(Int((value * scale).rounded()))
    guard places > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return padded.dropLast(places) + "." + padded.suffix(places)
}

extension String {
    /// The text with spaces after it up to `width` characters, or before it when `width` is negative.
    fileprivate func padded(to width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - count))
        return width < 0 ? spaces + self : self + spaces
    }
}
