// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Finds the place of a key: open addressing over places, the keys themselves standing in the caller's array.
///
/// Places are looked for one after another from where the key's hash points, and closed up after a removal, so that no
/// marks of the deleted are left. At most half of the cells are in use. Hashes are secret to the process.
package struct KeyTable: Sendable {
    /// Half of the key's hash in the upper bits, the place plus one in the lower; 0 is free.
    private var cells: [UInt64]
    package private(set) var count = 0

    /// An empty table.
    package init() {
        cells = Array(repeating: 0, count: Self.minimumCapacity)
    }

    /// The place of `key` in `routes`.
    package func place(of key: PublicKey, in routes: [AgentRoute]) -> Int? {
        let hash = key.tableHash
        var cell = Int(truncatingIfNeeded: hash) & (cells.count - 1)
        while cells[cell] != 0 {
            if cells[cell] >> 32 == hash >> 32 {
                let place = Int(truncatingIfNeeded: cells[cell] & 0xFFFF_FFFF) - 1
                if routes[place].key == key { return place }
            }
            cell = (cell + 1) & (cells.count - 1)
        }
        return nil
    }

    /// Notes that `key`, which is not in the table, stands at `place`.
    package mutating func insert(_ key: PublicKey, at place: Int, in routes: [AgentRoute]) {
        if (count + 1) * 2 > cells.count { grow(routes) }
        put(key.tableHash, place)
        count += 1
    }

    /// Forgets `key`, which is in the table.
    package mutating func remove(_ key: PublicKey, in routes: [AgentRoute]) {
        let mask = cells.count - 1
        let hash = key.tableHash
        var gap = Int(truncatingIfNeeded: hash) & mask
        while routes[Int(truncatingIfNeeded: cells[gap] & 0xFFFF_FFFF) - 1].key != key { gap = (gap + 1) & mask }
        var next = (gap + 1) & mask
        while cells[next] != 0 {
            let home = home(of: cells[next], in: routes)
            // The cell may close the gap unless its home lies between the gap and itself.
            if (next - home) & mask >= (next - gap) & mask {
                cells[gap] = cells[next]
                gap = next
            }
            next = (next + 1) & mask
        }
        cells[gap] = 0
        count -= 1
    }

    private func home(of cell: UInt64, in routes: [AgentRoute]) -> Int {
        let place = Int(truncatingIfNeeded: cell & 0xFFFF_FFFF) - 1
        return Int(truncatingIfNeeded: routes[place].key.tableHash) & (cells.count - 1)
    }

    private mutating func put(_ hash: UInt64, _ place: Int) {
        var cell = Int(truncatingIfNeeded: hash) & (cells.count - 1)
        while cells[cell] != 0 { cell = (cell + 1) & (cells.count - 1) }
        cells[cell] = (hash & ~0xFFFF_FFFF) | UInt64(place + 1)
    }

    private mutating func grow(_ routes: [AgentRoute]) {
        let old = cells
        cells = Array(repeating: 0, count: old.count * 2)
        for cell in old where cell != 0 {
            let place = Int(truncatingIfNeeded: cell & 0xFFFF_FFFF) - 1
            put(routes[place].key.tableHash, place)
        }
    }

    private static let minimumCapacity = 64
}
