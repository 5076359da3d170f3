// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusTransport

@Suite("BufferPool")
struct BufferPoolTests {
    @Test("storage is used again, without what was in it")
    func reuse() {
        let pool = BufferPool()
        var buffer = pool.take()
        buffer += [1, 2, 3]
        let capacity = buffer.capacity
        pool.give(&buffer)
        #expect(buffer.isEmpty)
        #expect(pool.byteCount == capacity)
        let again = pool.take()
        #expect(again.isEmpty)
        #expect(again.capacity == capacity)
        #expect(pool.byteCount == 0)
    }

    @Test("what it keeps is bounded, and very large buffers are not kept")
    func bounds() {
        let pool = BufferPool()
        var large = [UInt8](repeating: 0, count: 1 << 20)
        pool.give(&large)
        #expect(pool.byteCount == 0)
        for _ in 0..<200 {
            var buffer = [UInt8](repeating: 0, count: 200 << 10)
            pool.give(&buffer)
        }
        #expect(pool.byteCount > 0)
        #expect(pool.byteCount <= 8 << 20)
    }
}
