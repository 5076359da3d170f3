// SPDX-License-Identifier: MIT

/// What ``Base64`` and ``Base64URL`` share: 64 digits, of which two differ.
struct Base64Alphabet {
    static let standard = Base64Alphabet(digit62: UInt8(ascii: "+"), digit63: UInt8(ascii: "/"))
    static let urlSafe = Base64Alphabet(digit62: UInt8(ascii: "-"), digit63: UInt8(ascii: "_"))

    static let noDigit: UInt32 = 0x80

    let digit62: UInt8
    let digit63: UInt8

    func append(_ bytes: Span<UInt8>, to text: inout [UInt8], isPadded: Bool) {
        var index = 0
        while index + 3 <= bytes.count {
            appendGroup(bytes[index], bytes[index + 1], bytes[index + 2], digitCount: 4, to: &text)
            index += 3
        }
        switch bytes.count - index {
        case 1: appendGroup(bytes[index], 0, 0, digitCount: 2, to: &text)
        case 2: appendGroup(bytes[index], bytes[index + 1], 0, digitCount: 3, to: &text)
        default: return
        }
        guard isPadded else { return }
        for _ in (bytes.count - index)..<3 { text.append(UInt8(ascii: "=")) }
    }

    /// Decodes the first `digitCount` characters of `text` into all of `bytes`; the caller made both fit.
    func decode(
        _ text: Span<UInt8>,
        digitCount: Int,
        into bytes: inout MutableSpan<UInt8>
    ) throws(BaseEncodingError) {
        var source = 0
        var target = 0
        while target + 3 <= bytes.count {
            let group =
                value(of: text[source]) << 24 | value(of: text[source + 1]) << 16
                | value(of: text[source + 2]) << 8 | value(of: text[source + 3])
            guard group & 0x8080_8080 == 0 else { throw invalidCharacter(in: text, from: source) }
            let packed = (group >> 24) << 18 | (group >> 16 & 0x3F) << 12 | (group >> 8 & 0x3F) << 6 | group & 0x3F
            bytes[target] = UInt8(truncatingIfNeeded: packed >> 16)
            bytes[target + 1] = UInt8(truncatingIfNeeded: packed >> 8)
            bytes[target + 2] = UInt8(truncatingIfNeeded: packed)
            source += 4
            target += 3
        }
        try decodeRest(text, from: source, digitCount: digitCount, into: &bytes, from: target)
    }

    private func decodeRest(
        _ text: Span<UInt8>,
        from source: Int,
        digitCount: Int,
        into bytes: inout MutableSpan<UInt8>,
        from target: Int
    ) throws(BaseEncodingError) {
        guard source < digitCount else { return }
        var packed: UInt32 = 0
        for index in source..<digitCount {
            let value = value(of: text[index])
            guard value != Self.noDigit else { throw BaseEncodingError(.invalidCharacter, byteOffset: index) }
            packed = packed << 6 | value
        }
        // Two digits are 12 bits of which 8 are used, three are 18 of which 16 are.
        let unusedBitCount = UInt32(digitCount - source == 2 ? 4 : 2)
        guard packed & ((1 << unusedBitCount) - 1) == 0 else {
            throw BaseEncodingError(.nonZeroPadding, byteOffset: digitCount - 1)
        }
        packed >>= unusedBitCount
        for index in (target..<bytes.count).reversed() {
            bytes[index] = UInt8(truncatingIfNeeded: packed)
            packed >>= 8
        }
    }

    private func invalidCharacter(in text: Span<UInt8>, from start: Int) -> BaseEncodingError {
        var index = start
        while value(of: text[index]) != Self.noDigit { index += 1 }
        return BaseEncodingError(.invalidCharacter, byteOffset: index)
    }

    @inline(__always)
    func value(of character: UInt8) -> UInt32 {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character &- UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character &- UInt8(ascii: "a") &+ 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character &- UInt8(ascii: "0") &+ 52)
        case digit62: 62
        case digit63: 63
        default: Self.noDigit
        }
    }

    private func character(of value: UInt32) -> UInt8 {
        let low = UInt8(truncatingIfNeeded: value & 0x3F)
        return switch low {
        case 0..<26: low &+ UInt8(ascii: "A")
        case 26..<52: low &- 26 &+ UInt8(ascii: "a")
        case 52..<62: low &- 52 &+ UInt8(ascii: "0")
        case 62: digit62
        default: digit63
        }
    }

    private func appendGroup(
        _ first: UInt8,
        _ second: UInt8,
        _ third: UInt8,
        digitCount: Int,
        to text: inout [UInt8]
    ) {
        let group = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
        for index in 0..<digitCount { text.append(character(of: group >> UInt32(18 - 6 * index))) }
    }
}
