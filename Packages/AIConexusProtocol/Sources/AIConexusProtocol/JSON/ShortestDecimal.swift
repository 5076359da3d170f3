// SPDX-License-Identifier: MIT

/// The shortest decimal number that is read back as a given double, the nearest one if several are as short.
struct ShortestDecimal {
    /// The digits, 1…17 of them, the last one not zero.
    private(set) var significand: UInt64
    /// The power of ten of the last digit.
    private(set) var exponent: Int

    /// The shortest decimal of `magnitude`, a finite value above zero.
    init(_ magnitude: Double) {
        (significand, exponent) = Self.short(magnitude) ?? Self.described(magnitude)
        while significand.isMultiple(of: 10) {
            significand /= 10
            exponent += 1
        }
    }

    /// The decimal of a magnitude that has one of at most 15 digits, in the range of 10^−6 up to 10^15.
    ///
    /// So few digits belong to one double only, so a decimal that is read back as the same double is the one. It is
    /// read back by an exact division of exact doubles, as a reader would (``NumberToken/exactDouble``).
    private static func short(_ magnitude: Double) -> (UInt64, Int)? {
        guard magnitude >= 1e-6, magnitude < 1e15 else { return nil }
        // log10(2) ≈ 1233 / 4096: the power of ten at or below that of two, so one digit too many at worst.
        let power = Int(magnitude.exponent) * 1_233 >> 12
        var places = NumberText.safeDigitCount - 1 - power
        var scaled = (magnitude * PowersOfTen.power(places)).rounded()
        if scaled >= 1e15 {
            places -= 1
            scaled = (magnitude * PowersOfTen.power(places)).rounded()
        }
        guard scaled < 1e15, scaled / PowersOfTen.power(places) == magnitude else { return nil }
        return (UInt64(scaled), -places)
    }

    /// The decimal that the standard library writes, which is the shortest and nearest.
    private static func described(_ magnitude: Double) -> (UInt64, Int) {
        var significand: UInt64 = 0
        var exponent = 0
        var isAfterPoint = false
        var text = magnitude.description.utf8.makeIterator()
        while let byte = text.next() {
            switch byte {
            case UInt8(ascii: "."): isAfterPoint = true
            case UInt8(ascii: "e"): exponent += Self.exponent(&text)
            default:
                significand = significand * 10 + UInt64(byte - UInt8(ascii: "0"))
                exponent -= isAfterPoint ? 1 : 0
            }
        }
        return (significand, exponent)
    }

    /// The value of an exponent, as in `+22` or `-07`.
    private static func exponent(_ text: inout String.UTF8View.Iterator) -> Int {
        var isNegative = false
        var value = 0
        while let byte = text.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): break
            default: value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        return isNegative ? -value : value
    }
}
