// SPDX-License-Identifier: MIT

extension ParsedArguments {
    /// Reads the time that an option gives, as in `5s`, `250ms`, `2m` or `1h`; a number alone means seconds.
    ///
    /// - Parameters:
    ///   - option: the option.
    ///   - range: what it may be.
    /// - Returns: the time, or `nil` when the option was not given.
    /// - Throws: ``UsageError`` when the value is no time in `range`.
    public func duration(
        ifGiven option: CommandOption,
        in range: ClosedRange<Duration>
    ) throws(UsageError) -> Duration? {
        let bounds = "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
        return try value(ifGiven: option, expected: "a time like 5s or 250ms, from \(bounds)") { text in
            DurationText.read(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

/// Times as people write them.
enum DurationText {
    private static let units: [(name: String, length: Duration)] = [
        ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3_600)),
    ]
    /// More digits than any time of use has.
    private static let maximumDigitCount = 9

    /// Reads a whole number and a unit, or a number of seconds; `nil` for anything else.
    static func read(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard !digits.isEmpty, digits.count <= maximumDigitCount, let number = Int(digits),
            let length = unit.isEmpty ? .seconds(1) : units.first(where: { $0.name == unit })?.length
        else { return nil }
        return length * number
    }

    /// A time in the largest unit that divides it.
    static func text(_ duration: Duration) -> String {
        let unit = units.last { duration >= $0.length && isMultiple(duration, of: $0.length) } ?? units[0]
        return "\(Int(duration / unit.length))\(unit.name)"
    }

    private static func isMultiple(_ duration: Duration, of length: Duration) -> Bool {
        let count = duration / length
        return count == count.rounded()
    }
}
