// SPDX-License-Identifier: MIT

private import Foundation

/// A text file at the repository's root, so that tests can hold it against the code.
///
/// It is absent where a package was copied alone; tests say so in a trait.
public struct Document: Sendable {
    /// A fenced block that a comment names, as in `<!-- example: ping_minimal -->`; one empty line is between them.
    public struct Block: Sendable, CustomStringConvertible {
        /// What stands before the colon.
        public let kind: String
        /// What stands after it.
        public let name: String
        /// The text between the fences, without its last line feed.
        public let text: String

        /// What the comment says.
        public var description: String { "\(kind): \(name)" }
    }

    /// The lines of the file, without their ends.
    public let lines: [String]

    /// Reads a file, or returns `nil` when it is not there.
    ///
    /// - Parameter name: its path from the repository's root.
    public init?(_ name: String) {
        let root = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        guard let text = try? String(contentsOf: root.appending(path: name), encoding: .utf8) else { return nil }
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// All fenced blocks with a comment before them, in the order of the file.
    public var blocks: [Block] {
        lines.indices.compactMap { index in
            let words = lines[index].dropFirst(5).dropLast(4).split(separator: ": ")
            guard lines[index].hasPrefix("<!-- "), words.count == 2, index + 2 < lines.count,
                lines[index + 2].hasPrefix("```")
            else { return nil }
            let body = lines[(index + 3)...].prefix { $0 != "```" }
            return Block(kind: String(words[0]), name: String(words[1]), text: body.joined(separator: "\n"))
        }
    }

    /// The cells of the rows of the one table under a heading, without its head.
    ///
    /// - Parameter heading: the whole line, as in `## Error codes`.
    /// - Returns: a list of cells for each row; empty when there is no such heading or table.
    public func rows(under heading: String) -> [[String]] {
        guard let start = lines.firstIndex(of: heading) else { return [] }
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
        return section.filter { $0.hasPrefix("| ") }
            .dropFirst()
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    }
}
