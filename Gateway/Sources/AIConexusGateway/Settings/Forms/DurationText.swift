// SPDX-License-Identifier: MIT

/// Times as settings write them: a whole number and a unit, as in `500ms`, `30s`, `2m`, `1h` or `7d`.
enum DurationText {
    /// Larger units first; each is a multiple of the next.
    private static let units: [(name: String, milliseconds: Int)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// The time written as `text`, or `nil`.
    static func read(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let unit = units.first(where: { $0.name == text[digits.endIndex...] }), let count = Int(decimal: digits)
        else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// The time with the largest unit that needs no fraction; what is below a millisecond is left out.
    static func write(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        let unit = units.first { milliseconds != 0 && milliseconds % $0.milliseconds == 0 }
        return unit.map { "\(milliseconds / $0.milliseconds)\($0.name)" } ?? "0s"
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int {
        Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
