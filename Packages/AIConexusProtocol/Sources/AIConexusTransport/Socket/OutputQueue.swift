// SPDX-License-Identifier: MIT

/// Output that waits for the kernel, in few large pieces.
///
/// Small sends gather in one array, which is what one system call takes. An array that has grown to 64 KiB is left as
/// it is and another begun, so that a backlog is neither copied while it grows nor held in memory after it was taken.
struct OutputQueue {
    /// An array this large takes no more, in bytes.
    private static let segmentByteCount = 64 << 10

    /// Full arrays, oldest first; those before `firstSegment` are empty.
    private var segments: [[UInt8]] = []
    private var firstSegment = 0
    private var tail: [UInt8] = []
    /// How much of the oldest array was taken.
    private var offset = 0
    /// How many bytes wait.
    private(set) var byteCount = 0

    var isEmpty: Bool { byteCount == 0 }

    /// Lets `body` append to the youngest array, and returns how many bytes it did.
    @discardableResult
    mutating func append(from pool: BufferPool, _ body: (inout [UInt8]) -> Void) -> Int {
        if tail.capacity == 0 { tail = pool.take() }
        let before = tail.count
        body(&tail)
        precondition(tail.count >= before, "the output of others was taken away")
        let added = tail.count - before
        byteCount += added
        if tail.count >= Self.segmentByteCount {
            segments.append(tail)
            tail = []
        }
        return added
    }

    /// Appends a copy of `bytes`, and returns how many there were.
    @discardableResult
    mutating func append(_ bytes: Span<UInt8>, from pool: BufferPool) -> Int {
        append(from: pool) { $0.append(bytes) }
    }

    /// Lends the oldest bytes, as many as lie together; there must be some.
    func withFirst<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let first = firstSegment < segments.count ? segments[firstSegment] : tail
        return body(first.span.extracting(droppingFirst: offset))
    }

    /// Forgets the oldest `count` bytes, no more than the last ``withFirst(_:)`` lent; returns whether that were all
    /// of those.
    mutating func consume(_ count: Int, to pool: BufferPool) -> Bool {
        offset += count
        byteCount -= count
        if firstSegment < segments.count {
            guard offset == segments[firstSegment].count else { return false }
            pool.give(&segments[firstSegment])
            firstSegment += 1
            if firstSegment == segments.count {
                segments = []
                firstSegment = 0
            }
        } else {
            guard offset == tail.count else { return false }
            pool.give(&tail)
        }
        offset = 0
        return true
    }

    /// Forgets everything.
    mutating func removeAll(to pool: BufferPool) {
        while !isEmpty { _ = consume(withFirst { $0.count }, to: pool) }
        pool.give(&tail)
    }
}
