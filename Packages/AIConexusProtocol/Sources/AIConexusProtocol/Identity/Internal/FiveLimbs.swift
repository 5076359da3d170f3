// SPDX-License-Identifier: MIT

/// A number below 2³²⁰ in five words, the least significant first: what 47 base58 digits need.
struct FiveLimbs {
    var limb0: UInt64
    var limb1: UInt64
    var limb2: UInt64
    var limb3: UInt64
    var limb4: UInt64

    @inline(__always)
    init(_ limb0: UInt64, _ limb1: UInt64 = 0, _ limb2: UInt64 = 0, _ limb3: UInt64 = 0, _ limb4: UInt64 = 0) {
        self.limb0 = limb0
        self.limb1 = limb1
        self.limb2 = limb2
        self.limb3 = limb3
        self.limb4 = limb4
    }

    /// Multiplies by one word and adds another; what exceeds 320 bits is lost, and 47 digits never do.
    @inline(__always)
    mutating func multiply(by factor: UInt64, adding addend: UInt64) {
        var carry = addend
        Self.step(&limb0, factor, &carry)
        Self.step(&limb1, factor, &carry)
        Self.step(&limb2, factor, &carry)
        Self.step(&limb3, factor, &carry)
        Self.step(&limb4, factor, &carry)
    }

    /// Divides by one word and returns the rest.
    @inline(__always)
    mutating func divide(by divisor: UInt64) -> UInt64 {
        var rest: UInt64 = 0
        (limb4, rest) = divisor.dividingFullWidth((rest, limb4))
        (limb3, rest) = divisor.dividingFullWidth((rest, limb3))
        (limb2, rest) = divisor.dividingFullWidth((rest, limb2))
        (limb1, rest) = divisor.dividingFullWidth((rest, limb1))
        (limb0, rest) = divisor.dividingFullWidth((rest, limb0))
        return rest
    }

    @inline(__always)
    private static func step(_ limb: inout UInt64, _ factor: UInt64, _ carry: inout UInt64) {
        let product = limb.multipliedFullWidth(by: factor)
        let (low, overflow) = product.low.addingReportingOverflow(carry)
        limb = low
        // The high half of a product is at most 2⁶⁴ − 2.
        carry = product.high &+ (overflow ? 1 : 0)
    }
}
