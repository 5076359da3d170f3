// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

/// An enrolment token, in a file.
enum TokenFile {
    private static let maximumByteCount = 4_096

    /// Reads a file that has one token and perhaps white space around it.
    ///
    /// - Throws: `CommandError` `failed`.
    static func read(_ path: String) throws(CommandError) -> String {
        let bytes = try SmallFile.read(path, maximumByteCount: maximumByteCount)
        guard let token = token(in: String(decoding: bytes, as: UTF8.self)) else {
            throw CommandError(.failed, "\(path) has no token: one line of visible characters is wanted")
        }
        return token
    }

    /// The token in a text: visible ASCII characters, as a header field takes them.
    static func token(in text: String) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let word = words.first, word.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return String(word)
    }
}
