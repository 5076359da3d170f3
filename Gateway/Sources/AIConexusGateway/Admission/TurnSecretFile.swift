// SPDX-License-Identifier: MIT

/// A file with the secret that the gateway shares with TURN servers, as coturn's `static-auth-secret`.
///
/// **Shape:** the secret, 1…256 bytes; white space around it, such as a line feed at the end, does not count.
package enum TurnSecretFile {
    private static let maximumByteCount = 256
    /// The most that the file may have, white space included.
    private static let maximumFileByteCount = 4_096

    /// Reads the secret.
    ///
    /// - Throws: `malformed` for none, `tooLarge`, or as ``StateFile/read(_:maximumByteCount:)``.
    package static func read(path: String) throws(StateError) -> TurnSecret {
        let bytes = try StateFile.read(path, maximumByteCount: maximumFileByteCount)
        let start = bytes.firstIndex { !isSpace($0) }
        let end = bytes.lastIndex { !isSpace($0) }
        guard let start, let end else { throw StateError(.malformed, "\(path) holds no secret") }
        guard end - start < maximumByteCount else {
            throw StateError(.tooLarge, "the secret in \(path) has more than \(maximumByteCount) bytes")
        }
        return TurnSecret(Array(bytes[start...end]))
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }
}
