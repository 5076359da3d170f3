// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

@Suite("Elements from a loop to a task", .timeLimit(.minutes(1)))
struct BoundedQueueTests {
    private struct End: Error, Equatable {}

    /// Counts how often a queue has asked to go on.
    private final class Resumptions: Sendable {
        private let number = Locked(0)

        var count: Int { number.withLock { $0 } }

        func add() { number.withLock { $0 += 1 } }
    }

    private static func queue(_ capacity: Int = 4) -> (BoundedQueue<Int>, Resumptions) {
        let resumptions = Resumptions()
        return (BoundedQueue(capacity: capacity) { resumptions.add() }, resumptions)
    }

    /// Waits until a reader waits: then an element is handed over instead of kept.
    private static func untilRead(_ queue: BoundedQueue<Int>, _ element: Int) async {
        while true {
            if queue.append(element), queue.count == 0 { return }
            // It was kept: the reader is on its way, and takes it.
            while queue.count > 0 { await Task.yield() }
            return
        }
    }

    @Test("elements come in order, then the end, again and again")
    func order() async throws {
        let (queue, _) = Self.queue(.max)
        for number in 0..<1_000 { #expect(queue.append(number)) }
        queue.finish()
        for number in 0..<1_000 { #expect(try await queue.next() == number) }
        for _ in 0..<3 { #expect(try await queue.next() == nil) }
    }

    @Test("at the bound a pause is asked for; when half is read, one resumption")
    func pause() async throws {
        let (queue, resumptions) = Self.queue(4)
        #expect(queue.append(1))
        #expect(queue.append(2))
        #expect(queue.append(3))
        #expect(!queue.append(4))
        // What was on its way already is still taken.
        #expect(!queue.append(5))
        #expect(queue.count == 5)
        _ = try await queue.next()
        _ = try await queue.next()
        #expect(resumptions.count == 0)
        #expect(!queue.append(6))
        _ = try await queue.next()
        #expect(resumptions.count == 0)
        _ = try await queue.next()
        #expect(resumptions.count == 1)
        _ = try await queue.next()
        _ = try await queue.next()
        #expect(resumptions.count == 1)
        #expect(queue.append(7))
    }

    @Test("a bound of 0 or 1 still lets everything through", arguments: [0, 1])
    func smallest(_ capacity: Int) async throws {
        let (queue, resumptions) = Self.queue(capacity)
        for number in 0..<10 {
            #expect(!queue.append(number))
            #expect(try await queue.next() == number)
            #expect(resumptions.count == number + 1)
        }
    }

    @Test("what was there before an error is read before it, and nothing after it is taken")
    func failure() async throws {
        let (queue, _) = Self.queue()
        _ = queue.append(1)
        queue.finish(throwing: End())
        queue.finish()
        #expect(queue.append(2))
        #expect(try await queue.next() == 1)
        await #expect(throws: End()) { try await queue.next() }
        await #expect(throws: End()) { try await queue.next() }
    }

    @Test("a waiting reader gets the next element, the end, or the error")
    func waiting() async throws {
        let (queue, _) = Self.queue()
        async let first = queue.next()
        await Self.untilRead(queue, 1)
        #expect(try await first == 1)
        let second = Task { try await queue.next() }
        queue.finish(throwing: End())
        await #expect(throws: End()) { try await second.value }
    }

    @Test("a reader that is cancelled gets an error, and the next one reads on")
    func cancelled() async throws {
        let (queue, _) = Self.queue()
        let reader = Task { try await queue.next() }
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
        _ = queue.append(1)
        #expect(try await queue.next() == 1)
    }

    @Test("cancellations against waits: no reader is left hanging")
    func cancelledWaits() async {
        let (queue, _) = Self.queue()
        for number in 0..<5_000 {
            let reader = Task { try await queue.next() }
            if number % 2 == 0 { await Task.yield() }
            reader.cancel()
            await #expect(throws: CancellationError.self) { try await reader.value }
        }
    }

    @Test("an end can be taken back, and what was unread before is read after")
    func reopened() async throws {
        let (queue, _) = Self.queue()
        #expect(!queue.reopen())
        _ = queue.append(1)
        queue.finish()
        #expect(queue.reopen())
        _ = queue.append(2)
        #expect(try await queue.next() == 1)
        #expect(try await queue.next() == 2)
        queue.finish()
        #expect(try await queue.next() == nil)
    }

    @Test("cancellation against delivery: every element is read exactly once, every reader resumed exactly once")
    func races() async throws {
        let (queue, _) = Self.queue(.max)
        let count = 2_000
        let writer = Task {
            for number in 0..<count {
                _ = queue.append(number)
                if number % 3 == 0 { await Task.yield() }
            }
            queue.finish()
        }
        var read: [Int] = []
        var isOver = false
        while !isOver {
            let reader = Task { try await queue.next() }
            if read.count % 2 == 0 { await Task.yield() }
            reader.cancel()
            do {
                if let element = try await reader.value { read.append(element) } else { isOver = true }
            } catch is CancellationError {
                continue
            }
        }
        await writer.value
        #expect(read == Array(0..<count))
    }

    @Test("a queue that is let go of leaves nothing behind")
    func lifetime() async throws {
        final class Marker: Sendable {}
        weak var marker: Marker?
        do {
            let element = Marker()
            marker = element
            let queue = BoundedQueue<Marker>(capacity: 1) {}
            _ = queue.append(element)
            _ = queue.append(element)
            _ = try await queue.next()
        }
        #expect(marker == nil)
    }
}
