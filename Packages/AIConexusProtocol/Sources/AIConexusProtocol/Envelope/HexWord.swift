// SPDX-License-Identifier: MIT

/// Eight bytes of text, the first in the lowest byte, read as hexadecimal digits in lower case all at once.
struct HexWord {
    private let text: UInt64
    private let isLetter: UInt64

    init(_ text: UInt64) {
        self.text = text
        // Letters, and nothing that passes `isHex` besides them, have the bit 0x40.
        isLetter = (text >> 6) & Self.ones
    }

    /// Whether all eight bytes are `0`–`9` or `a`–`f`.
    var isHex: Bool {
        // Nothing carries between bytes: each stays below 0x80, and 0x80 added first keeps differences positive.
        let lowest = Self.ones &* 0x30 &+ isLetter &* 0x31
        let highest = Self.ones &* 0x39 &+ isLetter &* 0x2D
        let notBelow = (text | Self.highs) &- lowest
        let notAbove = (highest | Self.highs) &- text
        return text & Self.highs == 0 && notBelow & notAbove & Self.highs == Self.highs
    }

    /// The number that the digits stand for, below 2³².
    var value: UInt64 {
        let nibbles = (text & (Self.ones &* 0x0F)) &+ isLetter &* 9
        let bytes = ((nibbles << 4) | (nibbles >> 8)) & 0x00FF_00FF_00FF_00FF
        let pairs = ((bytes << 8) | (bytes >> 16)) & 0x0000_FFFF_0000_FFFF
        return ((pairs << 16) | (pairs >> 32)) & 0xFFFF_FFFF
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
}
