// SPDX-License-Identifier: MIT

/// What a scrape of `/metrics` shows: the Prometheus text format, version 0.0.4.
package struct MetricsText {
    /// The body's media type.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Writes all metrics.
    ///
    /// - Parameters:
    ///   - loops: the numbers of each loop, which are added up.
    ///   - samples: numbers of the whole process; a metric that is missing is not shown.
    ///   - information: labels of `aiconexus_gateway_info`, which is always 1.
    /// - Returns: the text in UTF-8.
    package static func render(
        loops: [MetricCells],
        samples: [Metric: Double],
        information: [(name: String, value: String)]
    ) -> [UInt8] {
        var text = MetricsText()
        text.begin("aiconexus_gateway_info", "gauge", help: "What this gateway is")
        text.line("aiconexus_gateway_info", labels: information, "1")
        for metric in Metric.allCases {
            if metric.family.isCounted {
                let first = metric.firstCell
                let sums = (first..<first + metric.family.cellCount).map { index in
                    loops.reduce(0) { $0 &+ $1.value(at: index) }
                }
                text.append(metric.family, sums)
            } else if let value = samples[metric] {
                text.begin(metric.family)
                text.line(metric.family.name, labels: [], "\(value)")
            }
        }
        return Array(text.text.utf8)
    }

    private mutating func append(_ family: MetricFamily, _ sums: [UInt64]) {
        begin(family)
        switch family.kind {
        case .histogram(let bounds): append(family.name, bounds, sums)
        case .counter, .gauge:
            for (index, sum) in sums.enumerated() {
                line(family.name, labels: family.labels(ofCell: index), "\(Int64(bitPattern: sum))")
            }
        }
    }

    private mutating func append(_ name: String, _ bounds: [Int], _ sums: [UInt64]) {
        var count: UInt64 = 0
        for (index, bound) in bounds.enumerated() {
            count += sums[index]
            line("\(name)_bucket", labels: [("le", "\(Double(bound) / 1e9)")], "\(count)")
        }
        count += sums[bounds.count]
        line("\(name)_bucket", labels: [("le", "+Inf")], "\(count)")
        line("\(name)_sum", labels: [], "\(Double(sums[bounds.count + 1]) / 1e9)")
        line("\(name)_count", labels: [], "\(count)")
    }

    private mutating func begin(_ family: MetricFamily) {
        begin(family.name, family.kindName, help: family.help)
    }

    private mutating func begin(_ name: String, _ kind: String, help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind)\n"
    }

    private mutating func line(_ name: String, labels: [(name: String, value: String)], _ value: String) {
        let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }.joined(separator: ",")
        text += name + (list.isEmpty ? "" : "{\(list)}") + " \(value)\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

extension MetricFamily {
    /// The kind as the text format calls it.
    package var kindName: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    /// The labels of the number at a place among the family's cells.
    fileprivate func labels(ofCell index: Int) -> [(name: String, value: String)] {
        switch axes.count {
        case 0: []
        case 1: [(axes[0].name, axes[0].values[index])]
        default:
            [
                (axes[0].name, axes[0].values[index / axes[1].values.count]),
                (axes[1].name, axes[1].values[index % axes[1].values.count]),
            ]
        }
    }
}
