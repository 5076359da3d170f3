// SPDX-License-Identifier: MIT

/// Rows of short texts in columns, each as wide as its widest text.
public struct TextTable: Sendable {
    private let header: [String]
    private var rows: [[String]] = []

    /// Begins a table.
    ///
    /// - Parameter header: what stands above each column.
    public init(_ header: [String]) {
        self.header = header
    }

    /// Whether there is no row.
    public var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; control characters in it become harmless.
    ///
    /// - Parameter texts: one for each column.
    public mutating func append(_ texts: [String]) {
        precondition(texts.count == header.count, "a row has a text for each column")
        rows.append(texts.map(PrintableText.line))
    }

    /// The lines, the header first, with two spaces between columns.
    public func lines(_ style: TerminalStyle) -> [String] {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([header] + rows).map { row in
            let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            // What the last column lacks is nothing that anybody sees.
            return (padded.dropLast() + row.suffix(1)).joined(separator: "  ")
        }
        return [style.text(lines[0], .bold)] + lines.dropFirst()
    }
}
