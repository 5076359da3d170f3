// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusGateway

@Suite("LogQueue")
struct LogQueueTests {
    @Test("lines come out together, in order")
    func order() {
        var queue = LogQueue(maximumByteCount: 10)
        #expect(queue.isEmpty)
        queue.append([1, 2])
        queue.append([3])
        #expect(queue.byteCount == 3)
        #expect(queue.takeAll() == LogQueue.Batch(bytes: [1, 2, 3], droppedCount: 0))
        #expect(queue.isEmpty)
    }

    @Test("what finds no room is counted, and nothing comes between it and its report")
    func bound() {
        var queue = LogQueue(maximumByteCount: 3)
        queue.append([1, 2])
        queue.append([3, 4])
        queue.append([5])
        #expect(queue.takeAll() == LogQueue.Batch(bytes: [1, 2], droppedCount: 2))
        queue.append([6])
        #expect(queue.takeAll() == LogQueue.Batch(bytes: [6], droppedCount: 0))
        #expect(queue.totalDroppedCount == 2)
    }

    @Test("a line as long as the bound fits, one byte more does not")
    func exactBound() {
        var queue = LogQueue(maximumByteCount: 3)
        queue.append([1, 2, 3])
        #expect(queue.takeAll().bytes == [1, 2, 3])
        queue.append([1, 2, 3, 4])
        #expect(queue.takeAll() == LogQueue.Batch(bytes: [], droppedCount: 1))
    }

    @Test("a closed queue keeps what it has and takes no more")
    func closed() {
        var queue = LogQueue(maximumByteCount: 3)
        queue.append([1])
        queue.close()
        queue.append([2])
        #expect(queue.isClosed)
        #expect(queue.takeAll() == LogQueue.Batch(bytes: [1], droppedCount: 1))
    }
}
