// SPDX-License-Identifier: MIT

/// Byte arrays that keep their storage between uses, for one loop.
///
/// A connection holds a buffer only while it has bytes in it, so that idle connections cost none. What the pool keeps
/// is bounded; beyond that, and for unusually large arrays, storage goes back to the system.
public final class BufferPool {
    /// The storage that a fresh buffer begins with, in bytes.
    private static let initialCapacity = 4 << 10
    /// Arrays that grew beyond this are not kept, in bytes.
    private static let largestKept = 256 << 10
    /// How much storage the pool keeps at most, in bytes.
    private static let limit = 8 << 20

    private var buffers: [[UInt8]] = []
    /// The storage of all kept buffers, in bytes.
    public private(set) var byteCount = 0

    internal init() {}

    /// An empty array with some storage.
    public func take() -> [UInt8] {
        guard let buffer = buffers.popLast() else {
            var fresh: [UInt8] = []
            fresh.reserveCapacity(Self.initialCapacity)
            return fresh
        }
        byteCount -= buffer.capacity
        return buffer
    }

    /// Takes an array's storage back and leaves it empty; its bytes are lost.
    public func give(_ buffer: inout [UInt8]) {
        var returned: [UInt8] = []
        swap(&returned, &buffer)
        let capacity = returned.capacity
        guard capacity > 0, capacity <= Self.largestKept, byteCount + capacity <= Self.limit else { return }
        returned.removeAll(keepingCapacity: true)
        byteCount += returned.capacity
        buffers.append(returned)
    }
}
