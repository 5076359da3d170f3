// SPDX-License-Identifier: MIT

/// Base58 with Bitcoin's alphabet (base58btc), without checksum.
///
/// The bytes are one big-endian number written in base 58; each leading zero byte is one leading `1`. Both directions
/// work on limbs: ten digits fit one 64-bit word. Source: draft-msporny-base58-03.
public enum Base58 {
    /// The longest text that is decoded, in bytes; the work grows with the square of it.
    public static let maximumTextByteCount = 1024

    /// 58¹⁰, the largest power of 58 that fits a word.
    static let limbBase: UInt64 = 430_804_206_899_405_824
    /// Digits in one limb.
    static let limbDigitCount = 10

    /// What the alphabet's table holds for a byte outside the alphabet.
    static let noDigit: UInt8 = 0xFF

    /// The text of `bytes`.
    ///
    /// - Parameter bytes: any number of bytes of our own; quadratic in their number.
    /// - Returns: about 1.37 characters a byte.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var zeroCount = 0
        while zeroCount < bytes.count, bytes[zeroCount] == 0 { zeroCount += 1 }
        var number = limbs(of: bytes)
        // Digits come out least significant first, ten for each division.
        var digits: [UInt8] = []
        while !number.isEmpty {
            var group = divide(&number, by: limbBase)
            for _ in 0..<limbDigitCount {
                digits.append(character(of: UInt8(truncatingIfNeeded: group % 58)))
                group /= 58
            }
        }
        while digits.last == character(of: 0) { digits.removeLast() }
        digits.append(contentsOf: repeatElement(character(of: 0), count: zeroCount))
        digits.reverse()
        return String(decoding: digits, as: UTF8.self)
    }

    /// The bytes that `text` stands for.
    ///
    /// - Parameter text: 0…``maximumTextByteCount`` characters of the alphabet.
    /// - Returns: the bytes; encoding them gives `text` again, for every text that is accepted.
    /// - Throws: `wrongLength` for a longer text, `invalidCharacter` with its offset.
    public static func decode(_ text: Span<UInt8>) throws(BaseEncodingError) -> [UInt8] {
        guard text.count <= maximumTextByteCount else {
            throw BaseEncodingError(.wrongLength, byteOffset: text.count)
        }
        var oneCount = 0
        while oneCount < text.count, text[oneCount] == character(of: 0) { oneCount += 1 }
        var number: [UInt64] = []
        var index = oneCount
        while index < text.count {
            let end = min(index + limbDigitCount, text.count)
            var (group, scale): (UInt64, UInt64) = (0, 1)
            while index < end {
                let digit = digit(of: text[index])
                guard digit != noDigit else { throw BaseEncodingError(.invalidCharacter, byteOffset: index) }
                group = group * 58 + UInt64(digit)
                scale *= 58
                index += 1
            }
            multiply(&number, by: scale, adding: group)
        }
        return [UInt8](repeating: 0, count: oneCount) + bytes(of: number)
    }

    /// The bytes that `text` stands for.
    ///
    /// - Parameter text: as for the other form.
    /// - Returns: the bytes.
    /// - Throws: as the other form.
    public static func decode(_ text: String) throws(BaseEncodingError) -> [UInt8] {
        try decode(text.utf8Span.span)
    }
}

extension Base58 {
    /// The value of a character, 0…57, or ``noDigit``.
    @inline(__always)
    static func digit(of character: UInt8) -> UInt8 {
        digitTable.span[Int(character)]
    }

    /// The character of a value, 0…57.
    @inline(__always)
    static func character(of digit: UInt8) -> UInt8 {
        alphabet.span[Int(digit)]
    }

    /// The bytes as a number, least significant limb first, without leading zeros.
    private static func limbs(of bytes: Span<UInt8>) -> [UInt64] {
        var limbs: [UInt64] = []
        var end = bytes.count
        while end > 0 {
            let start = max(0, end - 8)
            var limb: UInt64 = 0
            for index in start..<end { limb = limb << 8 | UInt64(bytes[index]) }
            limbs.append(limb)
            end = start
        }
        while limbs.last == 0 { limbs.removeLast() }
        return limbs
    }

    /// The number, least significant limb first, as bytes without leading zeros.
    private static func bytes(of limbs: [UInt64]) -> [UInt8] {
        let padded = limbs.reversed().flatMap { limb in
            (0..<8).map { UInt8(truncatingIfNeeded: limb >> UInt64(56 - 8 * $0)) }
        }
        return Array(padded.drop { $0 == 0 })
    }

    /// Divides the number in place, drops limbs that became zero, and gives the rest.
    private static func divide(_ limbs: inout [UInt64], by divisor: UInt64) -> UInt64 {
        var remainder: UInt64 = 0
        for index in limbs.indices.reversed() {
            (limbs[index], remainder) = divisor.dividingFullWidth((remainder, limbs[index]))
        }
        while limbs.last == 0 { limbs.removeLast() }
        return remainder
    }

    /// Multiplies the number in place and adds one limb.
    private static func multiply(_ limbs: inout [UInt64], by factor: UInt64, adding addend: UInt64) {
        var carry = addend
        for index in limbs.indices {
            let product = limbs[index].multipliedFullWidth(by: factor)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            limbs[index] = low
            carry = product.high + (overflow ? 1 : 0)
        }
        if carry != 0 { limbs.append(carry) }
    }
}

private let alphabet: InlineArray<58, UInt8> = [
    0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4A, 0x4B,
    0x4C, 0x4D, 0x4E, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x61, 0x62, 0x63, 0x64, 0x65,
    0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79,
    0x7A,
]

private let digitTable: InlineArray<256, UInt8> = [
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 255, 255, 255, 255, 255,
    255, 9, 10, 11, 12, 13, 14, 15, 16, 255, 17, 18, 19, 20, 21, 255,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 255, 255, 255, 255, 255,
    255, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 255, 44, 45, 46,
    47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
]
