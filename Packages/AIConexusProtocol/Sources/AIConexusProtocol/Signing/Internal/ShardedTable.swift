// SPDX-License-Identifier: MIT

/// A cell of a ``ShardedTable``: some bits that stand for nothing, or a value with 32 well-mixed bits of hash.
protocol ShardedTableCell: Sendable {
    /// The cell that holds nothing.
    static var empty: Self { get }
    /// Whether this is the empty cell.
    var isEmpty: Bool { get }
    /// The bits by which the cell is placed.
    var hash: UInt32 { get }
}

/// An open-addressing hash table in 256 parts that grow and shrink one at a time.
///
/// So no single call moves more than a 256th of the cells, and in a part that doubles the old cells exist beside the
/// new ones only for that 256th. Parts are chosen by the low eight bits of the hash, cells in them by the others, with
/// linear probing; removal closes the gap, so there are no tombstones. A part is at most three quarters full, and
/// halves when an eighth is left.
struct ShardedTable<Cell: ShardedTableCell>: Sendable {
    /// Where a cell is, until the next insertion or removal.
    struct Place {
        fileprivate let shard: Int
        fileprivate let index: Int
    }

    private static var shardCount: Int { 256 }

    private var shards = [ShardedTableShard<Cell>](repeating: ShardedTableShard(), count: shardCount)
    /// How many cells are in use.
    private(set) var count = 0
    /// The bytes that all of it takes.
    private(set) var byteCount = shardCount * MemoryLayout<ShardedTableShard<Cell>>.stride + ReplayLog.arrayOverhead

    /// Finds a cell with this hash that `matches`.
    func place(hash: UInt32, where matches: (Cell) -> Bool) -> Place? {
        let shard = Self.shard(of: hash)
        return shards[shard].index(hash: hash, where: matches).map { Place(shard: shard, index: $0) }
    }

    /// The cell at a place; a new value must have the same hash.
    subscript(place: Place) -> Cell {
        get { shards[place.shard].cells[place.index] }
        set { shards[place.shard].cells[place.index] = newValue }
    }

    /// The most by which ``byteCount``, and for a moment the memory in use, grows when a cell of this hash is inserted.
    func growth(hash: UInt32) -> Int {
        shards[Self.shard(of: hash)].growth
    }

    /// Adds a cell; equal ones may be in the table already.
    mutating func insert(_ cell: Cell) {
        let shard = Self.shard(of: cell.hash)
        byteCount += shards[shard].insert(cell)
        count += 1
    }

    /// Removes the cell at a place.
    mutating func remove(at place: Place) {
        byteCount += shards[place.shard].remove(at: place.index)
        count -= 1
    }

    /// What the arrays have room for, found by asking each of them: what tests hold ``byteCount`` against.
    var measuredByteCount: Int {
        shards.reduce(shards.capacity * MemoryLayout<ShardedTableShard<Cell>>.stride + ReplayLog.arrayHeader) {
            sum,
            shard in
            let capacity = shard.cells.capacity
            return sum + (capacity == 0 ? 0 : capacity * MemoryLayout<Cell>.stride + ReplayLog.arrayHeader)
        }
    }

    private static func shard(of hash: UInt32) -> Int {
        Int(hash & UInt32(shardCount - 1))
    }
}
