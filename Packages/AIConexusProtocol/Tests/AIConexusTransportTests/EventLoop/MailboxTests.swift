// SPDX-License-Identifier: MIT

import AIConexusTransport
import Synchronization
import Testing

@Suite("Mailbox", .timeLimit(.minutes(1)))
struct MailboxTests {
    private struct Letter: Sendable {
        var sender: Int
        var number: Int
    }

    /// What the receiving loop has seen: the last number of each sender.
    private final class Inspector {
        var last: [Int: Int] = [:]
        var count = 0
        var disorder = 0
        var batches = 0

        func receive(_ batch: [Letter]) {
            batches += 1
            for letter in batch {
                if letter.number != (last[letter.sender] ?? -1) + 1 { disorder += 1 }
                last[letter.sender] = letter.number
                count += 1
            }
        }
    }

    @Test("letters of each sender arrive in their order, none is lost, from threads and from loops")
    func ordering() async throws {
        let perSender = 20_000
        try await EventLoopGroup.with(count: 3) { group in
            let receiver = group.loops[0]
            let (done, finished) = AsyncStream<(disorder: Int, count: Int)>.makeStream(bufferingPolicy: .unbounded)
            let mailbox = await receiver.run {
                let inspector = Inspector()
                return Mailbox<Letter>(on: receiver) { batch in
                    inspector.receive(batch)
                    if inspector.count == 4 * perSender { finished.yield((inspector.disorder, inspector.count)) }
                }
            }
            await withTaskGroup(of: Void.self) { tasks in
                for sender in 0..<2 {
                    tasks.addTask {
                        for number in 0..<perSender { mailbox.post(Letter(sender: sender, number: number)) }
                    }
                }
                for sender in 2..<4 {
                    tasks.addTask { await Self.send(perSender, as: sender, from: group.loops[sender - 1], to: mailbox) }
                }
            }
            var results = done.makeAsyncIterator()
            let result = try #require(await results.next())
            #expect(result.disorder == 0)
            #expect(result.count == 4 * perSender)
        }
    }

    /// Sends from a loop in batches of up to 100 a turn.
    private static func send(_ count: Int, as sender: Int, from loop: EventLoop, to mailbox: Mailbox<Letter>) async {
        for start in stride(from: 0, to: count, by: 100) {
            await loop.run {
                let outbox = Outbox(to: mailbox, from: loop)
                for number in start..<min(start + 100, count) {
                    outbox.append(Letter(sender: sender, number: number))
                }
            }
        }
    }

    @Test("posting tells how many values wait, so that a sender can stop")
    func backlog() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<[Int]>()
            let counts = await loop.run {
                // Delivered after the present job, not from inside of posting.
                let mailbox = Mailbox<Int>(on: loop) { log.record($0) }
                var more = [2, 3]
                var counts = [mailbox.post(1), mailbox.post(contentsOf: &more), more.count]
                counts.append(mailbox.post(contentsOf: &more))
                let outbox = Outbox(to: mailbox, from: loop)
                outbox.append(4)
                outbox.turnEnded()
                return counts + [outbox.backlog]
            }
            #expect(counts == [1, 3, 0, 3, 4])
            let batch = try await log.next()
            #expect(batch == [1, 2, 3, 4])
        }
    }

    @Test("what an outbox collects in a turn arrives as one batch")
    func batches() async throws {
        try await EventLoopGroup.with(count: 2) { group in
            let batch = await withCheckedContinuation { continuation in
                group.loops[0].execute {
                    let mailbox = Mailbox<Int>(on: group.loops[0]) { continuation.resume(returning: $0) }
                    group.loops[1].execute {
                        let outbox = Outbox(to: mailbox, from: group.loops[1])
                        for number in 0..<10 { outbox.append(number) }
                    }
                }
            }
            #expect(batch == Array(0..<10))
        }
    }
}
