// SPDX-License-Identifier: MIT

/// Numbers of bytes as settings write them: a whole number, alone or with a binary unit, as in `1000`, `64KiB` or
/// `1MiB`.
enum ByteCountText {
    /// Larger units first.
    private static let units: [(name: String, byteCount: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1),
    ]

    /// The number written as `text`, or `nil`.
    static func read(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let unit = units.first(where: { $0.name == text[digits.endIndex...] }), let count = Int(decimal: digits)
        else { return nil }
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: unit.byteCount)
        return overflow ? nil : byteCount
    }

    /// The number with the largest unit that needs no fraction.
    static func write(_ byteCount: Int) -> String {
        let unit = units.first { byteCount != 0 && byteCount % $0.byteCount == 0 }
        return unit.map { "\(byteCount / $0.byteCount)\($0.name)" } ?? "0"
    }
}
