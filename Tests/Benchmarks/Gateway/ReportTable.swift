// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// One table of figures, for people and for programs.
struct ReportTable {
    /// What a column says.
    struct Column {
        /// The title; for programs it is the name.
        let title: String
        /// Decimal places of its numbers.
        var places = 0
    }

    /// A figure or a word.
    enum Cell {
        case text(String)
        case number(Double)
        /// A figure that should not be above the goal.
        case judged(Double, goal: Double)
        case none
    }

    let title: String
    let columns: [Column]
    var rows: [[Cell]] = []

    /// Adds a row, with a cell for each column.
    mutating func add(_ cells: Cell...) {
        precondition(cells.count == columns.count, "a row of \(cells.count) cells in a table of \(columns.count)")
        rows.append(cells)
    }

    /// For people: aligned, with the goals beside the figures.
    var text: String {
        let lines = [columns.map(\.title)] + rows.map { row in zip(row, columns).map { $0.text(places: $1.places) } }
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        let aligned = lines.map { line in
            zip(line, widths).map { $0.leading(to: $1) }.joined(separator: "  ")
        }
        return ([title] + aligned).joined(separator: "\n") + "\n"
    }

    /// For programs: an object for each row.
    var json: JSONValue {
        .array(
            rows.map { row in
                var object = JSONObject()
                for (cell, column) in zip(row, columns) { object[JSONName(column.title)] = cell.json }
                return .object(object)
            }
        )
    }
}

extension ReportTable.Cell {
    fileprivate func text(places: Int) -> String {
        switch self {
        case .text(let text): text
        case .number(let value): value.decimal(places: places)
        case .judged(let value, let goal):
            "\(value.decimal(places: places)) (\(value > goal ? "missed" : "goal") \(goal.decimal(places: places)))"
        case .none: ""
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let value), .judged(let value, _):
            JSONNumber((value * 1_000).rounded() / 1_000).map(JSONValue.number) ?? .null
        case .none: .null
        }
    }
}

extension Double {
    /// A number with a fixed count of decimal places.
    fileprivate func decimal(places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let digits = String(Int((magnitude * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = self < 0 ? "-" : ""
        return places == 0 ? sign + digits : sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
}

extension String {
    /// The text with spaces before it, up to `width` characters.
    fileprivate func leading(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}
