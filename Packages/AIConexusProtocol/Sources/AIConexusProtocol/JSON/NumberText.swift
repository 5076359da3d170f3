// SPDX-License-Identifier: MIT

/// Numbers as text: what a JSON number means, and which text of it is the canonical one.
///
/// The canonical text is that of ECMAScript's `Number::toString`. Source: RFC 8785 §3.2.2.3.
enum NumberText {
    /// Decimal digits that survive in every double, so that two texts of so few digits are never the same double.
    static let safeDigitCount = 15
    /// Decimal digits that tell any double from its neighbours.
    private static let maximumDigitCount = 17
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
    ///   - start: the place of a minus sign or digit.
    ///   - slowNumbers: grows by one when the number had to be converted and written again.
    /// - Returns: the index after the number, or `nil` when it is no number or not in canonical form.
    static func canonicalEnd(of bytes: Span<UInt8>, at start: Int, slowNumbers: inout Int) -> Int? {
        // What is wrong with a malformed number is for the reader to say.
        guard let token = try? NumberToken(bytes, at: start) else { return nil }
        switch token.canonicalForm {
        case .canonical: return token.end
        case .other: return nil
        case .undecided:
            slowNumbers += 1
            return isCanonical(token, in: bytes) ? token.end : nil
        }
    }

    /// Whether a number's text is that of its double, found out by writing it.
    static func isCanonical(_ token: NumberToken, in bytes: Span<UInt8>) -> Bool {
        let value = double(token, in: bytes)
        guard value.isFinite else { return false }
        var text: [UInt8] = []
        append(value, to: &text)
        return text.span.isEqual(to: bytes.extracting(token.start..<token.end))
    }

    private static func convert(_ digits: Span<UInt8>) -> Double {
        // A number's text is ASCII and within what the standard library reads, so neither step fails.
        guard let utf8 = try? UTF8Span(validating: digits), let value = Double(String(copying: utf8)) else {
            return .nan
        }
        return value
    }
}

extension NumberToken {
    /// What the syntax of a number says about its form.
    enum CanonicalForm {
        case canonical
        case other
        /// Only writing its double can tell.
        case undecided
    }

    /// Whether the text is canonical, as far as that can be told without conversion.
    var canonicalForm: CanonicalForm {
        if significand == 0 { return isNegative || !isInteger ? .other : .canonical }
        if isExactInteger { return .canonical }
        if hasExponent { return .undecided }
        if hasFraction, hasTrailingZero { return .other }
        if integerDigitCount > NumberText.plainDigitCount { return .other }
        if significantDigitCount > NumberText.safeDigitCount { return .undecided }
        return exponent + significantDigitCount > NumberText.plainLowestPower ? .canonical : .other
    }

    /// Whether converting the number is costly enough to be counted against a limit.
    var isSlow: Bool {
        if isExactInteger { return false }
        return hasExponent || significantDigitCount > NumberText.safeDigitCount
            || exponent < -PowersOfTen.maximumExponent
    }

    /// The value, if one multiplication or division of two exact doubles gives it.
    ///
    /// Source: Clinger, "How to read floating point numbers accurately", PLDI 1990, the fast path.
    var exactDouble: Double? {
        guard significantDigitCount <= NumberToken.significandDigitCount else { return nil }
        var (significand, exponent) = (significand, exponent)
        while significand > PowersOfTen.maximumSignificand, significand.isMultiple(of: 10) {
            significand /= 10
            exponent += 1
        }
        guard significand <= PowersOfTen.maximumSignificand, exponent.magnitude <= PowersOfTen.maximumExponent else {
            return significand == 0 ? 0 : nil
        }
        let power = PowersOfTen.power(Int(exponent.magnitude))
        let magnitude = exponent < 0 ? Double(significand) / power : Double(significand) * power
        return isNegative ? -magnitude : magnitude
    }
}
