// SPDX-License-Identifier: MIT

/// Standard base64 with padding (RFC 4648 §4), read strictly: one text for each byte string.
///
/// No line breaks, no missing padding, and the bits of the last character that belong to no byte are zero (§3.5).
public enum Base64 {
    /// The text of `bytes`.
    ///
    /// - Parameter bytes: any number of bytes.
    /// - Returns: four characters for each three bytes begun.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of `bytes` as ASCII.
    ///
    /// - Parameters:
    ///   - bytes: any number of bytes.
    ///   - text: receives four bytes for each three begun.
    public static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        Base64Alphabet.standard.append(bytes, to: &text, isPadded: true)
    }

    /// The bytes that `text` stands for.
    ///
    /// - Parameter text: a multiple of four bytes.
    /// - Returns: the bytes, at most three for each four of the text.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public static func decode(_ text: Span<UInt8>) throws(BaseEncodingError) -> [UInt8] {
        let count = try decodedByteCount(of: text)
        var bytes = [UInt8](repeating: 0, count: count)
        var output = bytes.mutableSpan
        try Base64Alphabet.standard.decode(text, digitCount: (count * 4 + 2) / 3, into: &output)
        return bytes
    }

    /// Decodes into a buffer that must be filled exactly; allocates nothing.
    ///
    /// - Parameters:
    ///   - text: the text of exactly `bytes.count` bytes, padded.
    ///   - bytes: receives the bytes; unspecified after an error.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) throws(BaseEncodingError) {
        guard text.count == (bytes.count + 2) / 3 * 4 else {
            throw BaseEncodingError(.wrongLength, byteOffset: text.count)
        }
        let digitCount = (bytes.count * 4 + 2) / 3
        try Base64Alphabet.standard.decode(text, digitCount: digitCount, into: &bytes)
        for index in digitCount..<text.count where text[index] != UInt8(ascii: "=") {
            throw BaseEncodingError(.invalidCharacter, byteOffset: index)
        }
    }

    /// How many bytes a text of the right form has, by its length and its padding signs.
    private static func decodedByteCount(of text: Span<UInt8>) throws(BaseEncodingError) -> Int {
        guard text.count.isMultiple(of: 4) else { throw BaseEncodingError(.wrongLength, byteOffset: text.count) }
        guard text.count > 0, text[text.count - 1] == UInt8(ascii: "=") else { return text.count / 4 * 3 }
        return text.count / 4 * 3 - (text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1)
    }
}
