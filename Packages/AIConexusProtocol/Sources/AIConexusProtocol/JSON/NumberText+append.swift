// SPDX-License-Identifier: MIT

extension NumberText {
    /// Appends the canonical text of `double`.
    ///
    /// - Parameters:
    ///   - double: a finite value; another one is a programming mistake and traps.
    ///   - buffer: what is appended to.
    static func append(_ double: Double, to buffer: inout [UInt8]) {
        precondition(double.isFinite, "JSON has no infinite numbers")
        if double < 0 { buffer.append(UInt8(ascii: "-")) }
        let magnitude = double.magnitude
        if magnitude < Double(PowersOfTen.maximumSignificand), magnitude == magnitude.rounded(.towardZero) {
            appendDigits(of: UInt64(magnitude), to: &buffer)
        } else {
            append(ShortestDecimal(magnitude), to: &buffer)
        }
    }

    /// Source: ECMAScript, Number::toString, steps 5 to 12; `pointPosition` is its n, the number of digits its k.
    private static func append(_ decimal: ShortestDecimal, to buffer: inout [UInt8]) {
        let first = buffer.count
        appendDigits(of: decimal.significand, to: &buffer)
        let digitCount = buffer.count - first
        let pointPosition = digitCount + decimal.exponent
        switch pointPosition {
        case digitCount...max(digitCount, plainDigitCount) where pointPosition <= plainDigitCount:
            buffer.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimal.exponent))
        case 1...plainDigitCount:
            buffer.insert(UInt8(ascii: "."), at: first + pointPosition)
        case plainLowestPower + 1...0:
            buffer.insert(contentsOf: "0.000000".utf8.prefix(2 - pointPosition), at: first)
        default:
            if digitCount > 1 { buffer.insert(UInt8(ascii: "."), at: first + 1) }
            buffer.append(contentsOf: pointPosition > 0 ? "e+".utf8 : "e-".utf8)
            appendDigits(of: (pointPosition - 1).magnitude, to: &buffer)
        }
    }

    private static func appendDigits(of value: some UnsignedInteger & FixedWidthInteger, to buffer: inout [UInt8]) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = digits.count
        var rest = UInt64(value)
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(digit)
            rest = quotient
        } while rest > 0
        for index in first..<digits.count { buffer.append(digits[index]) }
    }
}
