// SPDX-License-Identifier: MIT

extension JSONObject {
    /// The value of a member of the wire.
    subscript(name: WireName) -> JSONValue? {
        get { self[name.json] }
        set { self[name.json] = newValue }
    }

    /// A text that the schema has seen there, empty when it is absent.
    func text(_ name: WireName) -> String { self[name]?.string ?? "" }

    /// A number of milliseconds as a duration.
    func milliseconds(_ name: WireName) -> Duration? {
        self[name]?.int.map { .milliseconds($0) }
    }

    mutating func set(_ name: WireName, _ value: String?) { self[name] = value.map(JSONValue.string) }

    mutating func set(_ name: WireName, _ value: Bool?) { self[name] = value.map(JSONValue.bool) }

    mutating func set(_ name: WireName, _ value: JSONObject?) { self[name] = value.map(JSONValue.object) }

    mutating func set(_ name: WireName, _ value: Int?) {
        self[name] = value.map { .number(JSONNumber(clamping: $0)) }
    }

    mutating func set(_ name: WireName, _ value: Double?) {
        self[name] = value.flatMap(JSONNumber.init).map(JSONValue.number)
    }

    /// Whole milliseconds, rounded down, 0…2^53 − 1.
    mutating func set(_ name: WireName, _ value: Duration?) {
        set(name, value.map(\.wholeMilliseconds))
    }
}

extension JSONNumber {
    /// The nearest number that is exact, within ±(2^53 − 1).
    init(clamping integer: Int) {
        let bound = 1 << 53 - 1
        self = JSONNumber(exactly: min(max(integer, -bound), bound)) ?? 0
    }
}

extension Duration {
    /// Whole milliseconds, rounded down, 0…2^53 − 1.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 1 << 43 else { return 1 << 53 - 1 }
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
