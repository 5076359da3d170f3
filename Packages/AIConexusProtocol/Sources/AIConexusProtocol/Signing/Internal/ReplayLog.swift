// SPDX-License-Identifier: MIT

/// The entries of a ``ReplayWindow`` by the second at which they expire.
///
/// Each second has a list of chunks, 64 entries each; an entry stays where it was put until it is removed, so its place
/// is a name for it. A second goes away whole, from its last entry to its first, and its chunks are freed on the way.
/// There are as many seconds as timestamps can differ, 241 by default, and more only when the clock jumped.
struct ReplayLog: Sendable {
    struct Entry: Sendable {
        var hash: ReplayHash
        var sender: UInt64
    }

    /// Where an entry is: the chunk's number and six bits of offset.
    typealias Place = UInt32

    private struct Second: Sendable {
        let expiry: Int64
        var chunks: [UInt32]
    }

    private static let chunkCapacity = 64
    /// What an array takes beside its elements: Swift's header and the allocator's.
    static let arrayOverhead = 48
    /// A chunk, and its number in the list of its second, which may have twice the room it needs.
    private static let chunkByteCount = arrayOverhead + chunkCapacity * MemoryLayout<Entry>.stride + 8

    /// All chunks by number; a free one is an empty array without storage.
    private var chunks: [[Entry]] = []
    /// The numbers of free chunks; always has room for all of them.
    private var freeChunks: [UInt32] = []
    /// Ascending by expiry; none is empty.
    private var seconds: [Second] = []

    /// The entry at a place that is in use.
    subscript(place: Place) -> Entry {
        chunks[Int(place >> 6)][Int(place & 63)]
    }

    /// The bytes that all of it takes.
    var byteCount: Int {
        (chunks.count - freeChunks.count) * Self.chunkByteCount
            + chunks.capacity * MemoryLayout<[Entry]>.stride
            + freeChunks.capacity * MemoryLayout<UInt32>.stride
            + seconds.capacity * MemoryLayout<Second>.stride
            + seconds.count * Self.arrayOverhead
    }

    /// The most by which ``byteCount`` can grow when one entry is added.
    var growth: Int {
        let perNumber = MemoryLayout<[Entry]>.stride + MemoryLayout<UInt32>.stride
        let newNumbers = freeChunks.isEmpty && chunks.count == chunks.capacity ? chunks.count + 16 : 0
        let newSeconds = seconds.count == seconds.capacity ? seconds.count + 16 : 0
        return Self.chunkByteCount + Self.arrayOverhead
            + newNumbers * perNumber * 2 + newSeconds * MemoryLayout<Second>.stride * 2
    }

    /// Adds an entry.
    mutating func append(_ entry: Entry, expiringAt expiry: Int64) -> Place {
        let second = indexOfSecond(expiringAt: expiry)
        if let last = seconds[second].chunks.last, chunks[Int(last)].count < Self.chunkCapacity {
            chunks[Int(last)].append(entry)
            return last << 6 | UInt32(chunks[Int(last)].count - 1)
        }
        let number = takeChunk()
        chunks[Int(number)].append(entry)
        seconds[second].chunks.append(number)
        return number << 6
    }

    /// Removes one entry of the first second, if that is over at `now`.
    mutating func popExpired(before now: Int64) -> (second: Int64, place: Place, entry: Entry)? {
        // Asked for by index throughout: a copy of the second would have its list copied at the next change.
        guard !seconds.isEmpty, seconds[0].expiry < now, let number = seconds[0].chunks.last,
            let entry = chunks[Int(number)].popLast()
        else { return nil }
        let expiry = seconds[0].expiry
        let place = number << 6 | UInt32(chunks[Int(number)].count)
        if chunks[Int(number)].isEmpty { release(number) }
        return (expiry, place, entry)
    }
}

extension ReplayLog {
    /// Finds or makes the second.
    private mutating func indexOfSecond(expiringAt expiry: Int64) -> Int {
        var (index, end) = (0, seconds.count)
        while index < end {
            let middle = (index + end) / 2
            if seconds[middle].expiry < expiry { index = middle + 1 } else { end = middle }
        }
        if index == seconds.count || seconds[index].expiry != expiry {
            seconds.insert(Second(expiry: expiry, chunks: []), at: index)
        }
        return index
    }

    private mutating func takeChunk() -> UInt32 {
        if let number = freeChunks.popLast() {
            chunks[Int(number)].reserveCapacity(Self.chunkCapacity)
            return number
        }
        if chunks.count == chunks.capacity { reserveNumbers(2 * chunks.count + 16) }
        chunks.append([])
        chunks[chunks.count - 1].reserveCapacity(Self.chunkCapacity)
        return UInt32(chunks.count - 1)
    }

    /// Frees the last chunk of the first second, and the second when it was the only one.
    private mutating func release(_ number: UInt32) {
        chunks[Int(number)] = []
        freeChunks.append(number)
        seconds[0].chunks.removeLast()
        guard seconds[0].chunks.isEmpty else { return }
        seconds.removeFirst()
        // After a burst the lists of numbers are all that is left of it.
        if seconds.isEmpty { self = ReplayLog() }
    }

    private mutating func reserveNumbers(_ count: Int) {
        chunks.reserveCapacity(count)
        freeChunks.reserveCapacity(chunks.capacity)
    }
}
