// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusTransport

@Suite("OutputQueue")
struct OutputQueueTests {
    @Test("bytes come out as they went in, however they are cut on either side", arguments: 0..<10 as Range<UInt64>)
    func agreesWithArray(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pool = BufferPool()
        var queue = OutputQueue()
        var model: [UInt8] = []
        for step in 0..<200 {
            if Bool.random(using: &random) {
                let count = Int.random(in: 0...(Bool.random(using: &random) ? 100 : 90_000), using: &random)
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: step), count: count)
                queue.append(bytes.span, from: pool)
                model += bytes
            } else if !queue.isEmpty {
                let first = queue.withFirst { [UInt8](copying: $0) }
                #expect(Array(model.prefix(first.count)) == first, "seed \(seed)")
                let taken = Int.random(in: 0...first.count, using: &random)
                #expect(queue.consume(taken, to: pool) == (taken == first.count), "seed \(seed)")
                model.removeFirst(taken)
            }
            #expect(queue.byteCount == model.count, "seed \(seed)")
            #expect(queue.isEmpty == model.isEmpty, "seed \(seed)")
        }
        queue.removeAll(to: pool)
        #expect(queue.isEmpty)
    }

    @Test("small sends share one piece; large ones do not grow without end")
    func pieces() {
        let pool = BufferPool()
        var queue = OutputQueue()
        for _ in 0..<100 { queue.append([UInt8](repeating: 1, count: 100).span, from: pool) }
        #expect(queue.withFirst { $0.count } == 10_000)
        for _ in 0..<100 { queue.append([UInt8](repeating: 1, count: 10_000).span, from: pool) }
        #expect(queue.withFirst { $0.count } < 100_000)
    }

    @Test("a drained queue has given its storage back")
    func storage() {
        let pool = BufferPool()
        var queue = OutputQueue()
        queue.append([1, 2, 3].span, from: pool)
        #expect(pool.byteCount == 0)
        _ = queue.consume(3, to: pool)
        #expect(pool.byteCount >= 3)
    }

    @Test("taking away what is in the buffer already is a mistake that traps")
    func shrinking() async {
        await #expect(processExitsWith: .failure) {
            var queue = OutputQueue()
            queue.append([1, 2, 3].span, from: BufferPool())
            queue.append(from: BufferPool()) { $0.removeAll() }
        }
    }
}
