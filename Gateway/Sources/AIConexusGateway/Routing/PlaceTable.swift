// SPDX-License-Identifier: MIT

/// Finds places in somebody else's table by the hash of what stands there: open addressing, without the keys.
///
/// Cells are looked at one after another from where the hash points, and closed up after a removal, so that no marks of
/// the deleted are left. At most half of the cells are in use. Hashes must be secret to the process.
package struct PlaceTable: Sendable {
    /// The hash in the upper 32 bits, the place plus one in the lower; 0 is free.
    private var cells: [UInt64]
    /// How many places are listed.
    package private(set) var count = 0

    package init() {
        cells = Array(repeating: 0, count: Self.minimumCapacity)
    }

    /// The place with this hash that `matches`.
    @inline(__always)
    package func place(hash: UInt32, where matches: (Int32) -> Bool) -> Int32? {
        var index = home(of: hash)
        while cells[index] != 0 {
            if Self.hash(in: cells[index]) == hash, matches(Self.place(in: cells[index])) {
                return Self.place(in: cells[index])
            }
            index = (index + 1) & (cells.count - 1)
        }
        return nil
    }

    /// Lists a place that is not listed.
    ///
    /// - Parameters:
    ///   - place: 0 or more.
    ///   - hash: of what stands there.
    package mutating func insert(_ place: Int32, hash: UInt32) {
        if (count + 1) * 2 > cells.count { grow() }
        put(UInt64(hash) << 32 | UInt64(place + 1))
        count += 1
    }

    /// Takes a place off the list, on which it is.
    package mutating func remove(_ place: Int32, hash: UInt32) {
        let mask = cells.count - 1
        let cell = UInt64(hash) << 32 | UInt64(place + 1)
        var gap = home(of: hash)
        while cells[gap] != cell {
            precondition(cells[gap] != 0, "a place that is not listed")
            gap = (gap + 1) & mask
        }
        var next = (gap + 1) & mask
        while cells[next] != 0 {
            // The cell may close the gap unless its home lies between the gap and itself.
            if (next - home(of: Self.hash(in: cells[next]))) & mask >= (next - gap) & mask {
                cells[gap] = cells[next]
                gap = next
            }
            next = (next + 1) & mask
        }
        cells[gap] = 0
        count -= 1
    }

    private mutating func put(_ cell: UInt64) {
        var index = home(of: Self.hash(in: cell))
        while cells[index] != 0 { index = (index + 1) & (cells.count - 1) }
        cells[index] = cell
    }

    private mutating func grow() {
        let old = cells
        cells = Array(repeating: 0, count: old.count * 2)
        for cell in old where cell != 0 { put(cell) }
    }

    private func home(of hash: UInt32) -> Int { Int(hash) & (cells.count - 1) }

    private static func hash(in cell: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: cell >> 32) }

    private static func place(in cell: UInt64) -> Int32 { Int32(truncatingIfNeeded: cell) - 1 }

    private static let minimumCapacity = 64
}
