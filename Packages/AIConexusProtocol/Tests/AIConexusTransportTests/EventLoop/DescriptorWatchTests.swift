// SPDX-License-Identifier: MIT

import AIConexusTransport
import Glibc
import Synchronization
import Testing

/// A pipe whose reading end is watched; touched on the loop's thread only.
private final class WatchedPipe: @unchecked Sendable {
    let (reading, writing): (Int32, Int32)
    var watch: DescriptorWatch?
    let readyCount = Mutex(0)
    let stoppedCount = Mutex(0)

    init() {
        var ends: [Int32] = [0, 0]
        precondition(unsafe pipe(&ends) == 0, "no pipe for a test")
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    func begin(on loop: EventLoop, takesBytes: Bool, then done: @escaping () -> Void) throws {
        watch = try DescriptorWatch(reading, on: loop) { [unowned self] in
            readyCount.withLock { $0 += 1 }
            var byte: UInt8 = 0
            if takesBytes { _ = unsafe read(reading, &byte, 1) }
            done()
        } stopped: { [unowned self] in
            stoppedCount.withLock { $0 += 1 }
        }
    }

    func put() {
        var byte: UInt8 = 1
        _ = unsafe write(writing, &byte, 1)
    }
}

@Suite("DescriptorWatch", .timeLimit(.minutes(1)))
struct DescriptorWatchTests {
    @Test("a descriptor is reported in every turn in which it can be read")
    func reporting() async throws {
        try await EventLoop.with { loop in
            let pipe = WatchedPipe()
            let (calls, called) = AsyncStream.makeStream(of: Void.self)
            try await loop.run { try pipe.begin(on: loop, takesBytes: true) { called.yield() } }
            pipe.put()
            pipe.put()
            var iterator = calls.makeAsyncIterator()
            await iterator.next()
            await iterator.next()
            await loop.run { pipe.watch?.cancel() }
            #expect(pipe.readyCount.withLock { $0 } == 2)
        }
    }

    @Test("after cancelling nothing is reported, and cancelling again does nothing")
    func cancelling() async throws {
        try await EventLoop.with { loop in
            let pipe = WatchedPipe()
            try await loop.run {
                try pipe.begin(on: loop, takesBytes: false) {}
                pipe.watch?.cancel()
                pipe.watch?.cancel()
                pipe.put()
            }
            // A turn passes between two visits.
            for _ in 0..<3 { await loop.run {} }
            #expect(pipe.readyCount.withLock { $0 } == 0)
            // The descriptor can be watched again.
            try await loop.run {
                try pipe.begin(on: loop, takesBytes: false) {}
                pipe.watch?.cancel()
            }
        }
    }

    @Test("the end of the loop is reported once, to active watches only")
    func stopping() async throws {
        let active = WatchedPipe()
        let cancelled = WatchedPipe()
        try await EventLoop.with { loop in
            try await loop.run {
                try active.begin(on: loop, takesBytes: false) {}
                try cancelled.begin(on: loop, takesBytes: false) {}
                cancelled.watch?.cancel()
            }
        }
        #expect(active.stoppedCount.withLock { $0 } == 1)
        #expect(cancelled.stoppedCount.withLock { $0 } == 0)
    }
}
