// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

@Suite("Messages that wait to be sent")
struct OutgoingQueueTests {
    private static func entry(_ byteCount: Int, _ byte: UInt8 = 0) -> OutgoingQueue.Entry {
        OutgoingQueue.Entry(id: Cast.id(), envelope: nil, text: Array(repeating: byte, count: byteCount))
    }

    @Test("room up to the bound and no byte more; an empty queue takes any length")
    func room() {
        var queue = OutgoingQueue(maximumByteCount: 100)
        #expect(queue.hasRoom(for: 1_000))
        queue.append(Self.entry(60))
        #expect(queue.hasRoom(for: 40))
        #expect(!queue.hasRoom(for: 41))
        queue.removeFirst()
        queue.append(Self.entry(1_000))
        #expect(!queue.hasRoom(for: 0))
        queue.removeAll()
        #expect(queue.isEmpty && queue.byteCount == 0 && queue.first == nil)
    }

    @Test("a message is taken back once, only while it waits, and its bytes with it")
    func withdraw() throws {
        var queue = OutgoingQueue(maximumByteCount: 100)
        let entries = (1...5).map { Self.entry($0 * 2) }
        for entry in entries { queue.append(entry) }
        queue.removeFirst()
        let none = queue.withdraw(entries[0].id)
        #expect(!none)
        let taken = queue.withdraw(entries[2].id)
        #expect(taken)
        let again = queue.withdraw(entries[2].id)
        #expect(!again)
        #expect(queue.byteCount == 4 + 8 + 10)
        #expect(!queue.contains(entries[2].id) && queue.contains(entries[3].id) && !queue.contains(entries[0].id))
        #expect(queue.first?.id == entries[1].id)
    }

    @Test("any sequence of steps gives what a plain list gives", arguments: [1, 2, 3] as [UInt64])
    func againstModel(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = OutgoingQueue(maximumByteCount: 1 << 20)
        var model: [OutgoingQueue.Entry] = []
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<4:
                let entry = Self.entry(.random(in: 0...50, using: &generator))
                queue.append(entry)
                model.append(entry)
            case 4..<8 where !model.isEmpty:
                queue.removeFirst()
                model.removeFirst()
            case 8 where !model.isEmpty:
                let index = Int.random(in: model.indices, using: &generator)
                let isTaken = queue.withdraw(model[index].id)
                #expect(isTaken)
                model.remove(at: index)
            default: break
            }
            #expect(queue.first?.id == model.first?.id, "seed \(seed)")
            #expect(queue.isEmpty == model.isEmpty)
            #expect(queue.byteCount == model.reduce(0) { $0 + $1.text.count }, "seed \(seed)")
        }
    }
}
