// SPDX-License-Identifier: MIT

/// What ``Base64`` and ``Base64URL`` share: 64 digits, of which the last two differ.
struct Base64Alphabet {
    static let standard = Base64Alphabet(
        digit62: UInt8(ascii: "+"),
        digit63: UInt8(ascii: "/"),
        foreignBit: urlSafeOnly
    )
    static let urlSafe = Base64Alphabet(
        digit62: UInt8(ascii: "-"),
        digit63: UInt8(ascii: "_"),
        foreignBit: standardOnly
    )

    /// Marks `+` and `/` in the table of values; together with ``urlSafeOnly`` a byte that is no digit at all.
    static let standardOnly: UInt32 = 0x40
    /// Marks `-` and `_`.
    static let urlSafeOnly: UInt32 = 0x80

    private let digit62: UInt8
    private let digit63: UInt8
    /// The mark of what this alphabet does not have.
    private let foreignBit: UInt32

    /// How many digits stand for so many bytes.
    static func digitCount(forByteCount count: Int) -> Int {
        (count * 4 + 2) / 3
    }
}

extension Base64Alphabet {
    /// Appends the digits of `bytes`.
    func encode(_ bytes: Span<UInt8>, into text: inout OutputSpan<UInt8>) {
        var index = 0
        while index < bytes.count {
            let rest = bytes.count - index
            let second = rest > 1 ? UInt32(bytes[index + 1]) : 0
            let third = rest > 2 ? UInt32(bytes[index + 2]) : 0
            let group = UInt32(bytes[index]) << 16 | second << 8 | third
            for digit in 0...min(rest, 3) { text.append(character(of: group >> UInt32(18 - 6 * digit) & 0x3F)) }
            index += 3
        }
    }

    private func character(of value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return switch value {
        case 0..<26: value &+ UInt8(ascii: "A")
        case 26..<52: value &- 26 &+ UInt8(ascii: "a")
        case 52..<62: value &- 52 &+ UInt8(ascii: "0")
        case 62: digit62
        default: digit63
        }
    }
}

extension Base64Alphabet {
    /// Decodes the digits at the beginning of `text` into all of `bytes`; the caller made sure that there are enough.
    func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) throws(BaseEncodingError) {
        var source = 0
        var target = 0
        while target + 3 <= bytes.count {
            let group = try group(of: text, from: source, digitCount: 4)
            bytes[target] = UInt8(truncatingIfNeeded: group >> 16)
            bytes[target + 1] = UInt8(truncatingIfNeeded: group >> 8)
            bytes[target + 2] = UInt8(truncatingIfNeeded: group)
            source += 4
            target += 3
        }
        // One byte is left for two digits, or two for three, with bits to spare.
        let restByteCount = bytes.count - target
        guard restByteCount > 0 else { return }
        let group = try group(of: text, from: source, digitCount: restByteCount + 1)
        guard group & (restByteCount == 1 ? 0xFFFF : 0xFF) == 0 else {
            throw BaseEncodingError(.nonZeroPadding, byteOffset: source + restByteCount)
        }
        bytes[target] = UInt8(truncatingIfNeeded: group >> 16)
        if restByteCount == 2 { bytes[target + 1] = UInt8(truncatingIfNeeded: group >> 8) }
    }

    /// Two to four digits as the upper bits of a number of 24.
    @inline(__always)
    private func group(
        of text: Span<UInt8>,
        from start: Int,
        digitCount: Int
    ) throws(BaseEncodingError) -> UInt32 {
        let first = UInt32(digitValues.span[Int(text[start])])
        let second = UInt32(digitValues.span[Int(text[start + 1])])
        let third = digitCount > 2 ? UInt32(digitValues.span[Int(text[start + 2])]) : 0
        let fourth = digitCount > 3 ? UInt32(digitValues.span[Int(text[start + 3])]) : 0
        guard (first | second | third | fourth) & foreignBit == 0 else {
            throw invalidCharacter(in: text, from: start)
        }
        return (first & 0x3F) << 18 | (second & 0x3F) << 12 | (third & 0x3F) << 6 | fourth & 0x3F
    }

    /// How many bytes a text without padding stands for, or `nil` when it stands for none; writes nothing.
    func decodedByteCount(of text: Span<UInt8>) -> Int? {
        let restCount = text.count & 3
        guard restCount != 1 else { return nil }
        var marks: UInt32 = 0
        for index in text.indices { marks |= UInt32(digitValues.span[Int(text[index])]) }
        guard marks & foreignBit == 0 else { return nil }
        if restCount > 0 {
            let unusedBits: UInt8 = restCount == 2 ? 0x0F : 0x03
            guard digitValues.span[Int(text[text.count - 1])] & unusedBits == 0 else { return nil }
        }
        return text.count * 3 / 4
    }

    private func invalidCharacter(in text: Span<UInt8>, from start: Int) -> BaseEncodingError {
        var index = start
        while UInt32(digitValues.span[Int(text[index])]) & foreignBit == 0 { index += 1 }
        return BaseEncodingError(.invalidCharacter, byteOffset: index)
    }
}

/// The value of each byte with the marks of ``Base64Alphabet``; a literal, so that it needs no initialisation.
private let digitValues: InlineArray<256, UInt8> = [
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0x7E, 0xC0, 0xBE, 0xC0, 0x7F,
    0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E,
    0x0F, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0xC0, 0xC0, 0xC0, 0xC0, 0xBF,
    0xC0, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
    0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x30, 0x31, 0x32, 0x33, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
    0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0, 0xC0,
]
