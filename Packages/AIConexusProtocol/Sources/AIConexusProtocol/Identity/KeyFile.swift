// SPDX-License-Identifier: MIT

/// The text form of an identity key, for one file of its owner's.
///
/// **Shape:** ASCII lines that end in a line feed (the last one's may be missing). Empty lines and lines that begin
/// with `#` mean nothing. Exactly one line is left: `aiconexus-ed25519-seed-v1`, one space, and the 32 bytes of the
/// seed as 43 characters of base64url without padding.
/// ```
/// # AIConexus identity key of did:key:z6Mk…
/// # Whoever can read this file can act as that DID.
/// aiconexus-ed25519-seed-v1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
/// ```
/// Everything that holds the seed on the way is guarded memory, zeroed after use.
/// Source: PROTOCOL_DESIGN, "Identity".
public enum KeyFile {
    /// The largest key file in bytes.
    public static let maximumByteCount = 4096

    private static let label = "aiconexus-ed25519-seed-v1 "
    private static let seedTextByteCount = 43

    /// Reads the text of a key file.
    ///
    /// - Parameter text: at most ``maximumByteCount`` bytes.
    /// - Returns: the key.
    /// - Throws: `tooLarge` or `malformed`.
    public static func parse(_ text: Span<UInt8>) throws(KeyFileError) -> SigningKey {
        guard text.count <= maximumByteCount else { throw tooLarge }
        var key: SigningKey?
        var (start, lineNumber) = (0, 1)
        while start < text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            if end > start, text[start] != UInt8(ascii: "#") {
                guard key == nil else { throw malformed(lineNumber, "a second key") }
                key = try parseLine(text.extracting(start..<end), lineNumber)
            }
            (start, lineNumber) = (end + 1, lineNumber + 1)
        }
        guard let key else { throw malformed(lineNumber, "the end, and no key before it") }
        return key
    }

    /// Lends the text of a key's file for one call.
    package static func withText<Result, Failure: Error>(
        of key: SigningKey,
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let comment = "# AIConexus identity key of \(key.did)\n# Whoever can read this file can act as that DID.\n"
        let count = comment.utf8.count + label.utf8.count + seedTextByteCount + 1
        let text = GuardedBytes(capacity: count) { output in
            for byte in comment.utf8 { output.append(byte) }
            for byte in label.utf8 { output.append(byte) }
            key.withSeed { Base64Alphabet.urlSafe.encode($0, into: &output) }
            output.append(UInt8(ascii: "\n"))
        }
        return try text.withBytes(body)
    }

    static var tooLarge: KeyFileError {
        KeyFileError(.tooLarge, "a key file has at most \(maximumByteCount) bytes")
    }

    private static func parseLine(_ line: Span<UInt8>, _ lineNumber: Int) throws(KeyFileError) -> SigningKey {
        let labelByteCount = label.utf8.count
        guard line.count >= labelByteCount, line.extracting(first: labelByteCount).isEqual(to: label.utf8Span.span)
        else {
            throw malformed(lineNumber, "neither a comment nor \(label)")
        }
        var failure: BaseEncodingError?
        let seed = GuardedBytes(capacity: SigningKey.seedByteCount) { output in
            output.append(repeating: 0, count: SigningKey.seedByteCount)
            var bytes = output.mutableSpan
            do throws(BaseEncodingError) {
                try Base64URL.decode(line.extracting(labelByteCount..<line.count), into: &bytes)
            } catch {
                failure = error
            }
        }
        guard failure == nil else {
            throw malformed(lineNumber, "a seed that is not \(seedTextByteCount) characters of base64url")
        }
        return seed.withBytes { SigningKey(seed: $0) }
    }

    private static func malformed(_ lineNumber: Int, _ what: String) -> KeyFileError {
        KeyFileError(.malformed, "line \(lineNumber) of the key file is \(what)")
    }
}
