// SPDX-License-Identifier: MIT

/// The text form of a DID: the quick ways in and out, and the slow one that says what is wrong.
///
/// The number behind the text is 34 bytes, `0xed 0x01` and the key: five limbs of 64 bits, whose top one is `0xed01`.
enum DIDText {
    /// `did:key:` as a little-endian number; a literal, so that it needs no initialisation.
    static let scheme: UInt64 = 0x3A79_656B_3A64_6964
    /// Multibase's sign for base58btc.
    static let multibase = UInt8(ascii: "z")
    /// The bytes of `did:key:z`.
    static let prefixByteCount = 9
    private static let digitCount = DID.byteCount - prefixByteCount
    /// The multicodec of Ed25519 public keys, 0xed, as an unsigned varint.
    private static let multicodec: UInt64 = 0xED01

    /// The key in a well-formed text, or `nil`; allocates nothing.
    static func publicKey(of text: Span<UInt8>) -> PublicKey? {
        guard text.count == DID.byteCount, text.word(at: 0) == scheme, text[8] == multibase else { return nil }
        // 47 digits: seven, and then four times ten. Bytes outside the alphabet read as 255.
        var invalid: UInt8 = 0
        var number = FiveLimbs(digits(of: text, from: prefixByteCount, count: 7, &invalid))
        for start in stride(from: prefixByteCount + 7, to: DID.byteCount, by: Base58.limbDigitCount) {
            number.multiply(
                by: Base58.limbBase,
                adding: digits(of: text, from: start, count: Base58.limbDigitCount, &invalid)
            )
        }
        guard invalid & 0x80 == 0, number.limb4 == multicodec else { return nil }
        return PublicKey(Bytes32(number.limb3, number.limb2, number.limb1, number.limb0))
    }

    /// Appends the 56 bytes of a key's DID.
    static func append(_ key: PublicKey, to bytes: inout [UInt8]) {
        let words = key.storage.words
        var number = FiveLimbs(words[3], words[2], words[1], words[0], multicodec)
        var digits = InlineArray<47, UInt8>(repeating: 0)
        var index = digitCount
        while index > 0 {
            var remainder = number.divide(by: Base58.limbBase)
            for _ in 0..<min(Base58.limbDigitCount, index) {
                index -= 1
                digits[index] = Base58.character(of: UInt8(truncatingIfNeeded: remainder % 58))
                remainder /= 58
            }
        }
        bytes.append(addingCapacity: DID.byteCount) { output in
            for character in "did:key:z".utf8 { output.append(character) }
            for index in digits.indices { output.append(digits[index]) }
        }
    }

    /// Reads up to ten digits as one number; sets the top bit of `invalid` when one is none.
    @inline(__always)
    private static func digits(of text: Span<UInt8>, from start: Int, count: Int, _ invalid: inout UInt8) -> UInt64 {
        var number: UInt64 = 0
        for index in start..<(start + count) {
            let digit = Base58.digit(of: text[index])
            invalid |= digit
            number = number &* 58 &+ UInt64(digit)
        }
        return number
    }
}
