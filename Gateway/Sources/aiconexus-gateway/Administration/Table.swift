// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

/// Rows in columns, each as wide as its widest text.
struct Table {
    private var rows: [[String]]
    private let style: TerminalStyle

    /// Creates a table without rows.
    ///
    /// - Parameters:
    ///   - headings: of the columns.
    ///   - style: how they are set off.
    init(_ headings: [String], style: TerminalStyle) {
        rows = [headings]
        self.style = style
    }

    /// Adds a row with a text for each column; control characters become harmless.
    mutating func append(_ row: [String]) {
        precondition(row.count == rows[0].count, "a row has a text for each column")
        rows.append(row.map(PrintableText.line))
    }

    /// The lines, without spaces at their ends.
    var lines: [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.enumerated().map { index, row in
            var line = ""
            for (column, text) in row.enumerated() {
                line += text
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - text.count + 2) }
            }
            while line.last == " " { line.removeLast() }
            return index == 0 ? style.text(line, .bold) : line
        }
    }
}
