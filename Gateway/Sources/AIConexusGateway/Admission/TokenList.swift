// SPDX-License-Identifier: MIT

/// Tokens by their hashes, with a name for each, as a file of them says.
///
/// **Shape:** lines of UTF-8. Empty ones and those that begin with `#` mean nothing; the others are `sha256:`, 64
/// hexadecimal digits in lower case, and perhaps a space and a name of up to 64 characters, by which logs call the
/// bearer.
package struct TokenList: Sendable {
    /// A token.
    package struct Entry: Sendable {
        package let hash: TokenHash
        /// Whose it is; empty where nobody said so.
        package let name: String

        package init(hash: TokenHash, name: String) {
            self.hash = hash
            self.name = name
        }

        /// The entry's line, without a line feed.
        package var line: String { TokenList.label + hash.description + (name.isEmpty ? "" : " \(name)") }
    }

    /// The most that a file of tokens may have.
    package static let maximumByteCount = 1 << 20
    private static let maximumNameByteCount = 64
    private static let label = "sha256:"

    /// The tokens, in the file's order.
    package let entries: [Entry]

    /// Reads a file of tokens.
    ///
    /// - Throws: `malformed`, whose message has path and line, or as ``StateFile/read(_:maximumByteCount:)``.
    package init(path: String) throws(StateError) {
        try self.init(StateFile.read(path, maximumByteCount: Self.maximumByteCount), path: path)
    }

    /// Reads the text of a file of tokens.
    init(_ bytes: [UInt8], path: String) throws(StateError) {
        var entries: [Entry] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() where !bytes.isEmpty && bytes.first != UInt8(ascii: "#") {
            guard let line = String(validating: bytes, as: UTF8.self), let entry = Self.entry(line) else {
                throw StateError(
                    .malformed,
                    "line \(index + 1) of \(path) must be '\(Self.label)' with 64 hexadecimal digits, and perhaps a name"
                )
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    /// The entry of a token, or `nil`; how long it takes says nothing of the tokens.
    package func entry(of token: AccessToken) -> Entry? {
        let hash = TokenHash(of: token.text)
        var found: Entry?
        for entry in entries where entry.hash.matches(hash) { found = entry }
        return found
    }

    /// Adds a token to a file, which is made if there is none; one that is no list of tokens is left as it is.
    ///
    /// - Throws: as ``init(path:)``, or `system`.
    package static func append(_ entry: Entry, path: String) throws(StateError) {
        var bytes: [UInt8] = []
        do throws(StateError) {
            bytes = try StateFile.read(path, maximumByteCount: maximumByteCount)
        } catch  where error.code == .missing {
            // The first token of the file.
        }
        _ = try TokenList(bytes, path: path)
        let isLineOpen = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
        try StateFile.append(Array("\(isLineOpen ? "\n" : "")\(entry.line)\n".utf8), to: path)
    }

    /// Whether a name can stand in a file.
    package static func isName(_ name: String) -> Bool {
        name.utf8.count <= maximumNameByteCount
            && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } && name.first != " "
    }

    private static func entry(_ line: String) -> Entry? {
        guard line.hasPrefix(label) else { return nil }
        let parts = line.dropFirst(label.count).split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.count == 2 ? String(parts[1]) : ""
        guard let hash = TokenHash(parts[0]), isName(name) else { return nil }
        return Entry(hash: hash, name: name)
    }
}
