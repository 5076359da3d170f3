// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("ReplayWindow: against a naive model")
struct ReplayWindowModelTests {
    private struct Message: Hashable {
        let name: ReplayModel.Name
        let timestamp: Int64
    }

    private let senders = (0..<6).map { _ in SigningKey().publicKey }

    @Test("10 000 random insertions have the model's outcomes, while the clock jumps both ways", arguments: 0..<4)
    func outcomes(run: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let limits = ReplayWindow.Limits(windowSeconds: [1, 5, 20, 120][run], entriesPerSender: [4, 10, 25, 30][run])
        var window = ReplayWindow(limits: limits, hashKey: (generator.next(), generator.next()))
        var model = ReplayModel(limits: limits)
        var now: Int64 = 1_800_000_000
        var seen: Set<ReplayWindow.Outcome> = []
        for _ in 0..<10_000 {
            advance(&now, &generator)
            let message = randomMessage(now, limits.windowSeconds, &generator)
            window.removeExpired(now: now)
            let outcome = insert(message, into: &window, now)
            let expected = model.insert(message.name, timestampSeconds: message.timestamp, now: now)
            guard outcome == expected else {
                Issue.record("\(outcome) where the model says \(expected), seed \(seed)")
                return
            }
            seen.insert(outcome)
            let (count, senderCount) = (window.count, window.senderCount)
            #expect(count == model.expiries.count, "seed \(seed)")
            #expect(senderCount == Set(model.expiries.keys.map(\.sender)).count, "seed \(seed)")
        }
        // Which of the rarer outcomes a seed brings is chance; these two it always does.
        #expect(seen.isSuperset(of: [.accepted, .outsideWindow]), "seed \(seed)")
    }

    @Test("a message that was accepted is never accepted again, whatever the clock does and without help in removing")
    func neverTwice() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let limits = ReplayWindow.Limits(windowSeconds: 3, entriesPerSender: 2000)
        var window = ReplayWindow(limits: limits, hashKey: (generator.next(), generator.next()))
        var accepted: [Message] = []
        var all: Set<Message> = []
        var now: Int64 = 1_800_000_000
        for _ in 0..<50_000 {
            if Int.random(in: 0..<200, using: &generator) == 0 { advance(&now, &generator) }
            let old = Bool.random(using: &generator) ? accepted.suffix(3000).randomElement(using: &generator) : nil
            let message = old ?? randomMessage(now, limits.windowSeconds, &generator)
            let outcome = insert(message, into: &window, now)
            guard outcome == .accepted else { continue }
            #expect(all.insert(message).inserted, "seed \(seed)")
            accepted.append(message)
        }
        #expect(accepted.count > 1000, "seed \(seed)")
    }

    private func insert(_ message: Message, into window: inout ReplayWindow, _ now: Int64) -> ReplayWindow.Outcome {
        window.insert(
            sender: message.name.sender,
            id: (message.name.id, 0),
            timestampSeconds: message.timestamp,
            now: now
        )
    }

    private func advance(_ now: inout Int64, _ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<1000, using: &generator) {
        case 0: now += Int64.random(in: -1000...1000, using: &generator)
        case 1..<4: now += Int64.random(in: -5...5, using: &generator)
        case 4..<80: now += 1
        default: break
        }
    }

    private func randomMessage(_ now: Int64, _ window: Int64, _ generator: inout SeededGenerator) -> Message {
        let sender = senders[Int.random(in: 0..<senders.count, using: &generator)]
        let name = ReplayModel.Name(sender: sender, id: UInt64.random(in: 0..<200, using: &generator))
        let offset = Int64.random(in: (-window - 1)...(window + 1), using: &generator)
        return Message(name: name, timestamp: now + offset)
    }
}
