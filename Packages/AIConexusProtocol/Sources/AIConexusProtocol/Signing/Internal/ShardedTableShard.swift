// SPDX-License-Identifier: MIT

/// One part of a ``ShardedTable``.
struct ShardedTableShard<Cell: ShardedTableCell>: Sendable {
    private static var smallestCellCount: Int { 8 }

    /// None until the first insertion; then a power of two.
    var cells: [Cell] = []
    private var count = 0

    /// The bytes of the next larger array if one more cell does not fit.
    var growth: Int {
        isFull ? Self.byteCount(cellCount: max(cells.count * 2, Self.smallestCellCount)) : 0
    }

    /// Whether one more cell would make it more than three quarters full.
    private var isFull: Bool { (count + 1) * 4 > cells.count * 3 }

    /// The index of a cell with this hash that `matches`.
    func index(hash: UInt32, where matches: (Cell) -> Bool) -> Int? {
        guard count > 0 else { return nil }
        var index = home(of: hash)
        while !cells[index].isEmpty {
            if cells[index].hash == hash, matches(cells[index]) { return index }
            index = (index + 1) & (cells.count - 1)
        }
        return nil
    }

    /// Adds a cell and returns by how many bytes the part grew.
    mutating func insert(_ cell: Cell) -> Int {
        let change = isFull ? resize(to: max(cells.count * 2, Self.smallestCellCount)) : 0
        place(cell)
        count += 1
        return change
    }

    /// Removes the cell at an index and returns by how many bytes the part grew: none, or fewer.
    mutating func remove(at index: Int) -> Int {
        var hole = index
        var next = (hole + 1) & (cells.count - 1)
        // Pull back each following cell that does not have its home between the hole and itself.
        while !cells[next].isEmpty {
            let distanceFromHome = (next - home(of: cells[next].hash)) & (cells.count - 1)
            if distanceFromHome >= (next - hole) & (cells.count - 1) {
                cells[hole] = cells[next]
                hole = next
            }
            next = (next + 1) & (cells.count - 1)
        }
        cells[hole] = .empty
        count -= 1
        return count * 8 < cells.count && cells.count > Self.smallestCellCount ? resize(to: cells.count / 2) : 0
    }

    private func home(of hash: UInt32) -> Int {
        Int(hash >> 8) & (cells.count - 1)
    }

    private mutating func place(_ cell: Cell) {
        var index = home(of: cell.hash)
        while !cells[index].isEmpty { index = (index + 1) & (cells.count - 1) }
        cells[index] = cell
    }

    private mutating func resize(to cellCount: Int) -> Int {
        let old = cells
        cells = [Cell](repeating: .empty, count: cellCount)
        for cell in old where !cell.isEmpty { place(cell) }
        return Self.byteCount(cellCount: cellCount) - Self.byteCount(cellCount: old.count)
    }

    private static func byteCount(cellCount: Int) -> Int {
        cellCount == 0 ? 0 : ReplayLog.arrayOverhead + cellCount * MemoryLayout<Cell>.stride
    }
}
