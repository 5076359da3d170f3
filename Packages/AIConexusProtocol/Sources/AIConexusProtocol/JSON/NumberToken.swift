// SPDX-License-Identifier: MIT

/// The text of a JSON number, taken apart: ± `significand` × 10^`exponent`.
struct NumberToken {
    /// The most bytes a number may have.
    ///
    /// Source: PROTOCOL_DESIGN, "Envelope".
    static let maximumByteCount = 64
    /// Decimal digits that always fit the significand.
    static let significandDigitCount = 19
    /// Where counting an exponent stops: far beyond any double, far from overflow.
    private static let maximumExponent = 100_000

    /// The index of the first byte.
    let start: Int
    /// The index after the last byte.
    private(set) var end: Int
    private(set) var isNegative = false
    private(set) var hasFraction = false
    private(set) var hasExponent = false
    /// Digits before the point.
    private(set) var integerDigitCount = 0
    /// The first 19 digits from the first one on that is not zero.
    private(set) var significand: UInt64 = 0
    /// The power of ten of the significand's last digit.
    private(set) var exponent = 0

    /// Digits in the significand.
    private var keptDigitCount = 0
    /// Digits after those in the significand.
    private var droppedDigitCount = 0
    private var trailingZeroCount = 0

    /// Digits from the first to the last one that is not zero; the significand is exact up to 19.
    var significantDigitCount: Int { significand == 0 ? 0 : keptDigitCount + droppedDigitCount - trailingZeroCount }

    /// Whether the last digit before an exponent is a zero.
    var hasTrailingZero: Bool { trailingZeroCount > 0 }

    /// Whether the token has neither fraction nor exponent.
    var isInteger: Bool { !hasFraction && !hasExponent }

    /// Whether the token is an integer within ±(2^53 − 1).
    var isExactInteger: Bool {
        isInteger && integerDigitCount <= 16 && significand <= UInt64(JSONNumber.maximumInteger)
    }

    /// Reads the number that begins at `start`.
    ///
    /// - Parameters:
    ///   - bytes: the text around it.
    ///   - start: 0…`count`.
    /// - Throws: `unexpectedEnd`, `invalidNumber`, `numberTooLong`.
    init(_ bytes: Span<UInt8>, at start: Int) throws(JSONError) {
        self.start = start
        end = start
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
        isNegative = end > start
        let firstDigit = end
        try readDigits(bytes)
        integerDigitCount = end - firstDigit
        if integerDigitCount > 1, bytes[firstDigit] == UInt8(ascii: "0") {
            throw JSONError(.invalidNumber, at: firstDigit + 1, "a number has no leading zeros")
        }
        if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
            hasFraction = true
            end += 1
            let firstPlace = end
            try readDigits(bytes)
            exponent -= end - firstPlace
        }
        exponent += droppedDigitCount
        if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
            hasExponent = true
            end += 1
            try readExponent(bytes)
        }
        try checkLength()
    }

    private mutating func readDigits(_ bytes: Span<UInt8>) throws(JSONError) {
        let first = end
        while end < bytes.count, let digit = bytes[end].decimalDigit {
            end += 1
            trailingZeroCount = digit == 0 ? trailingZeroCount + 1 : 0
            if keptDigitCount == Self.significandDigitCount {
                droppedDigitCount += 1
            } else if significand > 0 || digit > 0 {
                significand = significand * 10 + UInt64(digit)
                keptDigitCount += 1
            }
        }
        if end == first { try failForMissingDigit(bytes) }
    }

    private mutating func readExponent(_ bytes: Span<UInt8>) throws(JSONError) {
        var isNegative = false
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: "+") {
            isNegative = bytes[end] == UInt8(ascii: "-")
            end += 1
        }
        let first = end
        var value = 0
        while end < bytes.count, let digit = bytes[end].decimalDigit {
            value = min(value * 10 + Int(digit), Self.maximumExponent)
            end += 1
        }
        if end == first { try failForMissingDigit(bytes) }
        exponent += isNegative ? -value : value
    }

    private func failForMissingDigit(_ bytes: Span<UInt8>) throws(JSONError) {
        try checkLength()
        guard end < bytes.count else { throw JSONError(.unexpectedEnd, at: end, "the text ends inside a number") }
        throw JSONError(.invalidNumber, at: end, "a digit must follow")
    }

    private func checkLength() throws(JSONError) {
        guard end - start > Self.maximumByteCount else { return }
        throw JSONError(.numberTooLong, at: start + Self.maximumByteCount, "a number has at most 64 bytes")
    }
}

extension UInt8 {
    /// The value of an ASCII decimal digit, or `nil`.
    @inline(__always)
    var decimalDigit: UInt8? {
        let value = self &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }
}
