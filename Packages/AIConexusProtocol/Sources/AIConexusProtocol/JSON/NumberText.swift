// SPDX-License-Identifier: MIT

/// Numbers as text: what a JSON number means, and which text of it is the canonical one.
///
/// The canonical text is that of ECMAScript's `Number::toString`. Source: RFC 8785 §3.2.2.3.
enum NumberText {
    /// Decimal digits that survive in every double, so that two texts of so few digits are never the same double.
    static let safeDigitCount = 15
    /// Decimal digits that tell any double from its neighbours.
    static let maximumDigitCount = 17
    /// From 10^21 on a number is written with an exponent.
    static let plainDigitCount = 21
    /// From 10^−6 on a number is written without an exponent.
    static let plainLowestPower = -6

    /// The value of a number.
    ///
    /// - Parameters:
    ///   - token: a number in `bytes`.
    ///   - bytes: the text around it.
    /// - Returns: the nearest double, infinite when the number is too large for one.
    static func double(_ token: NumberToken, in bytes: Span<UInt8>) -> Double {
        token.exactDouble ?? convert(bytes.extracting(token.start..<token.end))
    }

    /// Where the canonical number ends that begins at `start`.
    ///
    /// Up to 15 digits without exponent, and integers within ±(2^53 − 1), are decided by syntax alone.
    ///
    /// - Parameters:
    ///   - bytes: the text around it.
    ///   - start: 0…`count`.
    ///   - slowNumbers: grows by one when the number had to be converted and written again, as
    ///     ``NumberToken/isSlow`` counts in the reader.
    /// - Returns: the index after the number, or `nil` when it is no number or not in canonical form.
    static func canonicalEnd(of bytes: Span<UInt8>, at start: Int, slowNumbers: inout Int) -> Int? {
        if let end = shortIntegerEnd(of: bytes, at: start) { return end }
        // What is wrong with a malformed number is for the reader to say.
        guard let token = try? NumberToken(bytes, at: start), isCanonical(token, in: bytes) else { return nil }
        if token.isSlow { slowNumbers += 1 }
        return token.end
    }

    /// Where the canonical integer of at most 15 digits ends that begins at `start`, or `nil` when none does.
    ///
    /// Most numbers in messages are such integers; this settles them in about half the time.
    private static func shortIntegerEnd(of bytes: Span<UInt8>, at start: Int) -> Int? {
        let firstDigit = start < bytes.count && bytes[start] == UInt8(ascii: "-") ? start + 1 : start
        let limit = min(bytes.count, firstDigit + safeDigitCount + 1)
        var end = firstDigit
        while end < limit, bytes[end].decimalDigit != nil { end += 1 }
        guard end > firstDigit, end - firstDigit <= safeDigitCount else { return nil }
        if bytes[firstDigit] == UInt8(ascii: "0"), end > start + 1 { return nil }
        guard end < bytes.count else { return end }
        return bytes[end] == UInt8(ascii: ".") || bytes[end] | 0x20 == UInt8(ascii: "e") ? nil : end
    }

    /// Whether a number's text is the canonical text of its double.
    static func isCanonical(_ token: NumberToken, in bytes: Span<UInt8>) -> Bool {
        switch token.canonicalForm {
        case .canonical: return true
        case .other: return false
        case .undecided:
            let value = double(token, in: bytes)
            guard value.isFinite else { return false }
            var text: [UInt8] = []
            append(value, to: &text)
            return text.span.isEqual(to: bytes.extracting(token.start..<token.end))
        }
    }

    private static func convert(_ digits: Span<UInt8>) -> Double {
        // A number's text is ASCII and within what the standard library reads, so neither step fails.
        guard let utf8 = try? UTF8Span(validating: digits), let value = Double(String(copying: utf8)) else {
            return .nan
        }
        return value
    }
}
