// SPDX-License-Identifier: MIT

/// The `id` of a message: a UUID (RFC 9562), of any version when received and of version 4 when made here.
///
/// Its text is 36 characters, lower case with hyphens, as in `7f0c9a3e-5b1d-4c62-9d43-8a1f6e2b7c90`; upper case is
/// refused, so that one message has one name. Source: PROTOCOL_DESIGN, "Envelope".
public struct MessageID: Hashable, Sendable {
    /// The first eight bytes, big endian.
    public let high: UInt64
    /// The last eight bytes, big endian.
    public let low: UInt64

    /// The length of the text in bytes.
    public static let textByteCount = 36

    /// Creates an id from its 128 bits.
    ///
    /// - Parameters:
    ///   - high: the first eight bytes, big endian.
    ///   - low: the last eight bytes, big endian.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Creates a version 4 id from 122 random bits.
    ///
    /// - Parameter generator: a source fit for secrets where ids must not be guessed, such as
    ///   `SystemRandomNumberGenerator`.
    /// - Returns: the id.
    public static func random(using generator: inout some RandomNumberGenerator) -> MessageID {
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x0000_0000_0000_4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return MessageID(high: high, low: low)
    }

    /// Reads the 36-character text, or returns `nil` when `text` is anything else.
    public init?(_ text: String) {
        self.init(decoding: text.utf8Span.span)
    }

    /// Reads the 36 bytes of the text form, or returns `nil` when `text` is anything else.
    public init?(decoding text: Span<UInt8>) {
        guard text.count == Self.textByteCount, Self.hasHyphens(text) else { return nil }
        // 8-4-4-4-12 digits are read as four times eight.
        let first = HexWord(text.word(at: 0))
        let second = HexWord((text.word(at: 9) & 0xFFFF_FFFF) | (text.word(at: 14) << 32))
        let third = HexWord((text.word(at: 19) & 0xFFFF_FFFF) | (text.word(at: 24) << 32))
        let fourth = HexWord(text.word(at: 28))
        guard first.isHex, second.isHex, third.isHex, fourth.isHex else { return nil }
        self.init(high: (first.value << 32) | second.value, low: (third.value << 32) | fourth.value)
    }

    /// Appends the 36 bytes of the text form.
    public func append(to output: inout [UInt8]) {
        var nibbleIndex = 0
        for index in 0..<Self.textByteCount {
            if Self.isHyphen(index) {
                output.append(UInt8(ascii: "-"))
                continue
            }
            let word = nibbleIndex < 16 ? high : low
            let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (nibbleIndex & 15))) & 15
            output.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            nibbleIndex += 1
        }
    }

    private static func isHyphen(_ index: Int) -> Bool {
        index == 8 || index == 13 || index == 18 || index == 23
    }

    private static func hasHyphens(_ text: Span<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return text[8] == hyphen && text[13] == hyphen && text[18] == hyphen && text[23] == hyphen
    }
}

extension MessageID: CustomStringConvertible {
    /// The 36-character text.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(Self.textByteCount)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
