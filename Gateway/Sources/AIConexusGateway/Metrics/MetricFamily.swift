// SPDX-License-Identifier: MIT

/// Numbers of one name, told apart by labels: what a scrape shows under one `# TYPE`.
package struct MetricFamily: Sendable {
    /// The kinds of numbers.
    package enum Kind: Hashable, Sendable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// How often something took how long: upper bounds in nanoseconds, ascending.
        case histogram([Int])
    }

    /// A label with all its values.
    package struct Axis: Hashable, Sendable {
        package let name: String
        package let values: [String]

        init<Label: MetricLabel>(_ label: Label.Type) {
            name = Label.label
            values = Label.values
        }
    }

    /// The full name.
    package let name: String
    package let kind: Kind
    /// What it counts, in a sentence without a full stop.
    package let help: String
    /// At most two labels.
    package let axes: [Axis]
    /// Whether every loop counts for itself; if not, the number is taken when somebody asks for it.
    package let isCounted: Bool

    private init(_ name: String, _ kind: Kind, _ axes: [Axis], help: String, isCounted: Bool) {
        self.name = name
        self.kind = kind
        self.help = help
        self.axes = axes
        self.isCounted = isCounted
    }

    /// A family that every loop counts for itself.
    static func counted(_ name: String, _ kind: Kind, _ axes: [Axis] = [], help: String) -> MetricFamily {
        MetricFamily("aiconexus_gateway_\(name)", kind, axes, help: help, isCounted: true)
    }

    /// A number of the whole process, with its full name.
    static func sampled(_ name: String, _ kind: Kind, help: String) -> MetricFamily {
        MetricFamily(name, kind, [], help: help, isCounted: false)
    }

    /// How many numbers every loop keeps for it.
    var cellCount: Int {
        guard isCounted else { return 0 }
        // A histogram has a cell for each bound, one for what is beyond, and the sum.
        if case .histogram(let bounds) = kind { return bounds.count + 2 }
        return axes.reduce(1) { $0 * $1.values.count }
    }
}
