// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Testing

@Suite("DeadlineQueue")
struct DeadlineQueueTests {
    @Test("what is due comes out soonest first, whatever the order it went in", arguments: 0..<10)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = DeadlineQueue<Int>()
        var model: [Int] = []
        for _ in 0..<500 {
            let time = Int.random(in: 0..<100, using: &generator)
            queue.insert(time, at: .seconds(time))
            model.append(time)
            model.sort()
            #expect(queue.next == .seconds(model[0]), "seed \(seed)")
            let now = Int.random(in: 0..<60, using: &generator)
            while let due = queue.popDue(now: .seconds(now)) {
                let expected = model.removeFirst()
                #expect(due == expected, "seed \(seed)")
            }
            #expect(model.first.map { $0 > now } ?? true, "seed \(seed)")
            #expect((queue.next == nil) == model.isEmpty, "seed \(seed)")
        }
    }

    @Test("what is removed does not come out, and the rest does in order", arguments: 0..<10)
    func removal(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = DeadlineQueue<Int>()
        let times = (0..<200).map { _ in Int.random(in: 0..<100, using: &generator) }
        for time in times { queue.insert(time, at: .seconds(time)) }
        queue.removeAll { element, time in element % 3 == 0 && time < .seconds(50) }
        let rest = times.filter { $0 % 3 != 0 || $0 >= 50 }.sorted()
        #expect(queue.count == rest.count, "seed \(seed)")
        var popped: [Int] = []
        while let due = queue.popDue(now: .seconds(100)) { popped.append(due) }
        #expect(popped == rest, "seed \(seed)")
    }
}
