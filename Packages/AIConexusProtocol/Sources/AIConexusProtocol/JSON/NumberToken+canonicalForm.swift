// SPDX-License-Identifier: MIT

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
        if significantDigitCount > NumberText.maximumDigitCount { return .other }
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
        guard significantDigitCount <= Self.significandDigitCount else { return nil }
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
