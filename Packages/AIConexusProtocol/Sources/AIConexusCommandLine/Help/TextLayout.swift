// SPDX-License-Identifier: MIT

/// Text in lines of at most 80 columns; a word that is longer gets a line of its own.
enum TextLayout {
    /// The width of every line, in columns.
    static let columnCount = 80

    /// Breaks text into lines.
    ///
    /// - Parameters:
    ///   - words: what must stay together.
    ///   - first: what the first line begins with.
    ///   - indentation: spaces in front of the other lines.
    /// - Returns: one line at least.
    static func wrapped(_ words: [String], first: String = "", indentation: Int = 0) -> [String] {
        let margin = String(repeating: " ", count: indentation)
        var lines: [String] = []
        var line = first
        var isAtMargin = true
        for word in words {
            if !isAtMargin, line.count + 1 + word.count > columnCount {
                lines.append(line)
                line = margin
                isAtMargin = true
            }
            line += isAtMargin ? word : " \(word)"
            isAtMargin = false
        }
        return lines + [line]
    }

    /// Lays out two columns: names, and beside them what each means.
    ///
    /// A name that is too long for its column has a line of its own.
    ///
    /// - Parameter rows: a name and its meaning each.
    /// - Returns: the lines.
    static func columns(_ rows: [(name: String, meaning: String)]) -> [String] {
        let widest = 28
        let fitting = rows.map(\.name.count).filter { $0 <= widest }
        // Two spaces before the name and two after it.
        let indentation = (fitting.max() ?? widest) + 4
        return rows.flatMap { row in
            let words = row.meaning.split(separator: " ").map(String.init)
            let name = "  \(row.name)"
            if row.name.count > widest {
                let margin = String(repeating: " ", count: indentation)
                return [name] + wrapped(words, first: margin, indentation: indentation)
            }
            let padding = String(repeating: " ", count: indentation - name.count)
            return wrapped(words, first: name + padding, indentation: indentation)
        }
    }
}
