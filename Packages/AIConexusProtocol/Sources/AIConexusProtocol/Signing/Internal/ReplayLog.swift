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
    /// What Swift puts before an array's elements.
    static let arrayHeader = 32
    /// What an array takes beside its elements: Swift's header, the allocator's, and what that rounds up by.
    static let arrayOverhead = arrayHeader + 16
    private static let chunkByteCount = arrayOverhead + chunkCapacity * MemoryLayout<Entry>.stride
    private static let numberByteCount = MemoryLayout<UInt32>.stride

    /// All chunks by number; a free one is an empty array without storage.
    private var chunks: [[Entry]] = []
    /// The numbers of free chunks; always has room for all of them.
    private var freeChunks: [UInt32] = []
    /// Ascending by expiry; none is empty.
    private var seconds: [Second] = []
    /// How many numbers the lists of all seconds have room for.
    private var listedCapacity = 0

    /// The entry at a place that is in use.
    subscript(place: Place) -> Entry {
        chunks[Int(place >> 6)][Int(place & 63)]
    }

    /// The bytes that all of it takes.
    var byteCount: Int {
        (chunks.count - freeChunks.count) * Self.chunkByteCount
            + chunks.capacity * MemoryLayout<[Entry]>.stride
            + freeChunks.capacity * Self.numberByteCount
            + seconds.capacity * MemoryLayout<Second>.stride
            + seconds.count * Self.arrayOverhead
            + listedCapacity * Self.numberByteCount
            + 3 * Self.arrayOverhead
    }

    /// The most by which the memory in use can grow, for a moment or to stay, when an entry is added.
    func growth(expiringAt expiry: Int64) -> Int {
        let (index, isKnown) = position(ofSecondExpiringAt: expiry)
        if isKnown, hasRoom(index) { return 0 }
        var growth = Self.chunkByteCount
        if freeChunks.isEmpty, chunks.count == chunks.capacity {
            growth += Self.grown(chunks.count) * (MemoryLayout<[Entry]>.stride + Self.numberByteCount)
        }
        if !isKnown {
            growth += Self.arrayOverhead + Self.grown(0) * Self.numberByteCount
            if seconds.count == seconds.capacity { growth += Self.grown(seconds.count) * MemoryLayout<Second>.stride }
        } else if seconds[index].chunks.count == seconds[index].chunks.capacity {
            growth += Self.grown(seconds[index].chunks.count) * Self.numberByteCount
        }
        return growth
    }

    /// Adds an entry.
    mutating func append(_ entry: Entry, expiringAt expiry: Int64) -> Place {
        let (index, isKnown) = position(ofSecondExpiringAt: expiry)
        if !isKnown { seconds.insert(Second(expiry: expiry, chunks: []), at: index) }
        if !hasRoom(index) {
            let number = takeChunk()
            listedCapacity -= seconds[index].chunks.capacity
            seconds[index].chunks.append(number)
            listedCapacity += seconds[index].chunks.capacity
        }
        let number = seconds[index].chunks[seconds[index].chunks.count - 1]
        chunks[Int(number)].append(entry)
        return number << 6 | UInt32(chunks[Int(number)].count - 1)
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
    /// Where the second is, or where it belongs.
    private func position(ofSecondExpiringAt expiry: Int64) -> (index: Int, isKnown: Bool) {
        var (index, end) = (0, seconds.count)
        while index < end {
            let middle = (index + end) / 2
            if seconds[middle].expiry < expiry { index = middle + 1 } else { end = middle }
        }
        return (index, index < seconds.count && seconds[index].expiry == expiry)
    }

    /// Whether the second's last chunk is not full.
    private func hasRoom(_ index: Int) -> Bool {
        guard let last = seconds[index].chunks.last else { return false }
        return chunks[Int(last)].count < Self.chunkCapacity
    }

    /// More elements than an array has room for after it has grown from being full.
    private static func grown(_ count: Int) -> Int {
        2 * count + 16
    }

    private mutating func takeChunk() -> UInt32 {
        if let number = freeChunks.popLast() {
            chunks[Int(number)].reserveCapacity(Self.chunkCapacity)
            return number
        }
        if chunks.count == chunks.capacity {
            chunks.reserveCapacity(Self.grown(chunks.count))
            freeChunks.reserveCapacity(chunks.capacity)
        }
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
        listedCapacity -= seconds[0].chunks.capacity
        seconds.removeFirst()
        // After a burst the lists of numbers are all that is left of it.
        if seconds.isEmpty { self = ReplayLog() }
    }
}

extension ReplayLog {
    /// What the arrays have room for, found by asking each of them: what tests hold ``byteCount`` against.
    var measuredByteCount: Int {
        let ofChunks = chunks.reduce(0) { sum, chunk in
            sum + (chunk.capacity == 0 ? 0 : chunk.capacity * MemoryLayout<Entry>.stride + Self.arrayHeader)
        }
        let ofLists = seconds.reduce(0) { $0 + $1.chunks.capacity * Self.numberByteCount + Self.arrayHeader }
        return ofChunks + ofLists + chunks.capacity * MemoryLayout<[Entry]>.stride
            + freeChunks.capacity * Self.numberByteCount + seconds.capacity * MemoryLayout<Second>.stride
            + 3 * Self.arrayHeader
    }
}
