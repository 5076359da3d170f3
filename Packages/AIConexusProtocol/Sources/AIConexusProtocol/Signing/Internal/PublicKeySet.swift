// SPDX-License-Identifier: MIT

/// A set of public keys whose points are valid: open addressing, at most three quarters full, nothing is taken out.
///
/// Four times as quick as the standard library's set, which hashes a key's hash again. Hashes are secret to the
/// process, so nobody can aim at collisions.
struct PublicKeySet: Sendable {
    /// The encoding of y = 0, a point of order four: no valid key, and so the mark of a free cell.
    private static let free = PublicKey(Bytes32(0, 0, 0, 0))
    private static let smallestCellCount = 64

    /// None until the first insertion; then a power of two.
    private var cells: [PublicKey] = []
    /// How many keys are held.
    private(set) var count = 0

    /// Whether the key is held.
    func contains(_ key: PublicKey) -> Bool {
        guard count > 0, key != Self.free else { return false }
        return cells[place(of: key)] == key
    }

    /// Adds a key; adding it twice is no mistake.
    mutating func insert(_ key: PublicKey) {
        precondition(key != Self.free, "a point of order four is no valid key")
        if (count + 1) * 4 > cells.count * 3 { grow() }
        let place = place(of: key)
        guard cells[place] != key else { return }
        cells[place] = key
        count += 1
    }

    /// Where the key stands, or the free cell where it would.
    private func place(of key: PublicKey) -> Int {
        let mask = cells.count - 1
        var place = Int(truncatingIfNeeded: key.tableHash) & mask
        while cells[place] != key, cells[place] != Self.free { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let old = cells
        cells = Array(repeating: Self.free, count: max(old.count * 2, Self.smallestCellCount))
        for key in old where key != Self.free { cells[place(of: key)] = key }
    }
}
