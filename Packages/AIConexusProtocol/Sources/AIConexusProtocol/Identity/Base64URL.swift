// SPDX-License-Identifier: MIT

/// Base64url without padding (RFC 4648 §5), read strictly: one text for each byte string.
///
/// Nonces, `kex` keys and sealed boxes are written so.
public enum Base64URL {
    /// The text of `bytes`.
    ///
    /// - Parameter bytes: any number of bytes.
    /// - Returns: four characters for each three bytes, and two or three for the rest.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the text of `bytes` as ASCII.
    ///
    /// - Parameters:
    ///   - bytes: any number of bytes.
    ///   - text: receives the characters.
    public static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        // Room for nothing, asked of an empty array, writes to the storage that all empty arrays share.
        guard !bytes.isEmpty else { return }
        text.append(addingCapacity: Base64Alphabet.digitCount(forByteCount: bytes.count)) { output in
            Base64Alphabet.urlSafe.encode(bytes, into: &output)
        }
    }

    /// The bytes that `text` stands for.
    ///
    /// - Parameter text: any length but one more than a multiple of four.
    /// - Returns: the bytes, at most three for each four of the text.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public static func decode(_ text: Span<UInt8>) throws(BaseEncodingError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: text.count * 3 / 4)
        var output = bytes.mutableSpan
        try decode(text, into: &output)
        return bytes
    }

    /// Decodes into a buffer that must be filled exactly; allocates nothing.
    ///
    /// - Parameters:
    ///   - text: the text of exactly `bytes.count` bytes.
    ///   - bytes: receives the bytes; unspecified after an error.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public static func decode(_ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>) throws(BaseEncodingError) {
        guard text.count == Base64Alphabet.digitCount(forByteCount: bytes.count) else {
            throw BaseEncodingError(.wrongLength, byteOffset: text.count)
        }
        try Base64Alphabet.urlSafe.decode(text, into: &bytes)
    }
}
