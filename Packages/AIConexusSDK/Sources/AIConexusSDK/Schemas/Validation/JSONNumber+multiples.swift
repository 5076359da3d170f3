// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension JSONNumber {
    /// Whether it has no fraction, which is what JSON Schema calls an integer, however large.
    var isWhole: Bool { double == double.rounded(.towardZero) }

    /// Whether it is a whole number of times `divisor`, both as the decimals that people write.
    ///
    /// 19.99 is a multiple of 0.01, although the doubles that stand for them are not.
    func isMultiple(of divisor: JSONNumber) -> Bool {
        if let whole = int, let divisor = divisor.int { return whole.isMultiple(of: divisor) }
        return Decimal(self).isMultiple(of: Decimal(divisor))
    }
}

/// The shortest decimal that stands for a number: `digits` × 10^`exponent`, without sign.
private struct Decimal {
    /// At most 17 digits, or the first of at most 21 that are written out, the rest of which are zeros.
    private let digits: UInt128
    private let exponent: Int

    init(_ number: JSONNumber) {
        var digits: UInt128 = 0
        var exponent = 0
        var isFraction = false
        let parts = number.description.utf8.split(separator: UInt8(ascii: "e"))
        for byte in parts[0] where byte != UInt8(ascii: "-") {
            guard byte != UInt8(ascii: ".") else {
                isFraction = true
                continue
            }
            digits = digits * 10 + UInt128(byte - UInt8(ascii: "0"))
            if isFraction { exponent -= 1 }
        }
        if parts.count == 2 { exponent += Int(String(Substring(parts[1]))) ?? 0 }
        (self.digits, self.exponent) = (digits, exponent)
    }

    func isMultiple(of divisor: Decimal) -> Bool {
        let power = exponent - divisor.exponent
        if power >= 0 {
            // 10^power may have hundreds of digits, but only its rest matters; that has at most 70 bits.
            var rest = digits % divisor.digits
            for _ in 0..<power where rest != 0 { rest = rest * 10 % divisor.digits }
            return rest == 0
        }
        var whole = digits
        for _ in 0..<(-power) where whole != 0 {
            guard whole.isMultiple(of: 10) else { return false }
            whole /= 10
        }
        return whole.isMultiple(of: divisor.digits)
    }
}
