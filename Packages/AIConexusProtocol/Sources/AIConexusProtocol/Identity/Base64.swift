// SPDX-License-Identifier: MIT

/// Standard base64 with padding (RFC 4648 §4), read strictly: one text for each byte string.
///
/// No line breaks, no missing padding, and the bits of the last digit that belong to no byte are zero (§3.5).
public enum Base64 {
    /// The text of `bytes`.
    ///
    /// - Parameter bytes: any number of bytes.
    /// - Returns: four characters for each three bytes begun.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of `bytes` as ASCII.
    ///
    /// - Parameters:
    ///   - bytes: any number of bytes.
    ///   - text: receives four bytes for each three begun.
    public static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        // Room for nothing, asked of an empty array, writes to the storage that all empty arrays share.
        guard !bytes.isEmpty else { return }
        text.append(addingCapacity: textByteCount(forByteCount: bytes.count)) { output in
            Base64Alphabet.standard.encode(bytes, into: &output)
            while output.freeCapacity > 0 { output.append(UInt8(ascii: "=")) }
        }
    }

    /// The bytes that `text` stands for.
    ///
    /// - Parameter text: a multiple of four bytes.
    /// - Returns: the bytes, at most three for each four of the text.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public static func decode(_ text: Span<UInt8>) throws(BaseEncodingError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: decodedByteCount(of: text))
        var output = bytes.mutableSpan
        try decode(text, into: &output)
        return bytes
    }

    /// Decodes into a buffer that must be filled exactly; allocates nothing.
    ///
    /// - Parameters:
    ///   - text: the text of exactly `bytes.count` bytes, padded.
    ///   - bytes: receives the bytes; unspecified after an error.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) throws(BaseEncodingError) {
        guard text.count == textByteCount(forByteCount: bytes.count) else {
            throw BaseEncodingError(.wrongLength, byteOffset: text.count)
        }
        try Base64Alphabet.standard.decode(text, into: &bytes)
        let digitCount = Base64Alphabet.digitCount(forByteCount: bytes.count)
        for index in digitCount..<text.count where text[index] != UInt8(ascii: "=") {
            throw BaseEncodingError(.invalidCharacter, byteOffset: index)
        }
    }

    private static func textByteCount(forByteCount count: Int) -> Int {
        (count + 2) / 3 * 4
    }

    /// How many bytes a text of the right form has; for a wrong length a number that does not fit the text.
    private static func decodedByteCount(of text: Span<UInt8>) -> Int {
        let count = text.count / 4 * 3
        guard count > 0, text[text.count - 1] == UInt8(ascii: "=") else { return count }
        return text[text.count - 2] == UInt8(ascii: "=") ? count - 2 : count - 1
    }
}
