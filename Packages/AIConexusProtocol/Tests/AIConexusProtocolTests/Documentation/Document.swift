// SPDX-License-Identifier: MIT

import Foundation
import Testing

/// A text file at the repository's root, which is absent where this package was copied alone.
struct Document {
    /// A fenced block that a comment names, as in `<!-- example: ping_minimal -->`.
    struct Block: Sendable, CustomTestStringConvertible {
        /// What stands before the colon.
        let kind: String
        /// What stands after it.
        let name: String
        /// The text between the fences, without its last line feed.
        let text: String

        var testDescription: String { "\(kind) \(name)" }
    }

    /// The lines of the file.
    let lines: [Substring]

    /// Reads a file, or returns `nil` when it is not there.
    init?(_ name: String) {
        let root = (0..<6).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        guard let text = try? String(contentsOf: root.appending(path: name), encoding: .utf8) else { return nil }
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Whether the file is there.
    static func isPresent(_ name: String) -> Bool {
        Document(name) != nil
    }

    /// All fenced blocks with the comment before them.
    var blocks: [Block] {
        var blocks: [Block] = []
        for (index, line) in lines.enumerated() where line.hasPrefix("<!-- ") && line.contains(": ") {
            let words = line.dropFirst(5).dropLast(4).split(separator: ": ")
            // The fence follows after one empty line.
            guard words.count == 2, index + 2 < lines.count, lines[index + 2].hasPrefix("```") else { continue }
            let body = lines[(index + 3)...].prefix { $0 != "```" }
            blocks.append(Block(kind: String(words[0]), name: String(words[1]), text: body.joined(separator: "\n")))
        }
        return blocks
    }

    /// The cells of the rows of the one table under a heading, without its head.
    func rows(under heading: String) -> [[String]] {
        guard let start = lines.firstIndex(where: { $0 == heading }) else { return [] }
        let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
        return section.filter { $0.hasPrefix("| ") }
            .dropFirst()
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    }
}

extension Trait where Self == ConditionTrait {
    /// Runs the test or suite only where the file is, and says so where it is not.
    static func document(_ name: String) -> Self {
        .enabled(if: Document.isPresent(name), "\(name) is not here: this package was copied alone")
    }
}
