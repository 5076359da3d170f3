// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusTransport

@Suite("SocketChannel", .timeLimit(.minutes(1)))
struct SocketChannelTests {
    @Test("what is sent in chunks of any size comes back unchanged", arguments: [1, 2, 3] as [UInt64])
    func echo(seed: UInt64) async throws {
        try await EventLoop.with { loop in
            var random = SeededGenerator(seed: seed)
            let sent = (0..<3_000_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            let log = EventLog<[UInt8]>()
            try await loop.run { [random] () throws(TransportError) in
                var random = random
                let client = TestDelegate()
                var offset = 0
                var received: [UInt8] = []
                let sendSome: (any ByteChannel) -> Void = { channel in
                    while channel.pendingByteCount < 200_000, offset < sent.count {
                        let count = min(sent.count - offset, Int.random(in: 1...40_000, using: &random))
                        channel.send(sent.span.extracting(offset..<offset + count))
                        offset += count
                    }
                    if offset == sent.count { channel.finishSending() }
                }
                client.onOpened = { channel in
                    channel.waterMarks = WaterMarks(high: 100_000, low: 10_000)
                    sendSome(channel)
                }
                client.onDrained = sendSome
                client.onReceived = { channel, bytes in
                    received += bytes
                    if channel.pendingByteCount == 0 { sendSome(channel) }
                }
                client.onClosed = { _, _ in log.record(received) }
                let address = try Live.listen(on: loop) { Live.echo() }
                Live.connect(to: address, on: loop, delegate: client)
            }
            let received = try await log.next()
            #expect(received == sent, "seed \(seed)")
        }
    }

    @Test("a thousand connections are served at once")
    func thousandConnections() async throws {
        try await EventLoopGroup.with(count: 2) { group in
            let (server, client) = (group.loops[0], group.loops[1])
            let log = EventLog<String>()
            let address = try await server.run { () throws(TransportError) in
                try Live.listen(on: server) { Live.echo() }
            }
            await client.run {
                for number in 0..<1_000 {
                    let delegate = TestDelegate()
                    delegate.onOpened = { $0.send("\(number)") }
                    delegate.onReceived = { log.record(String(decoding: $1, as: UTF8.self)) }
                    Live.connect(to: address, on: client, delegate: delegate)
                }
            }
            let answers = try await log.next(1_000)
            #expect(Set(answers).count == 1_000)
        }
    }

    @Test("a peer that never reads fills the channel, stalls it, and drains it when it reads again")
    func backpressure() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            let total = 20_000_000
            try await loop.run { () throws(TransportError) in
                var reader: (any ByteChannel)?
                let server = TestDelegate()
                server.onOpened = { channel in
                    channel.waterMarks = WaterMarks(high: 1_000_000, low: 1_000)
                    channel.send([UInt8](repeating: 7, count: total))
                }
                server.onFilled = { channel in
                    log.record("filled, \(channel.pendingByteCount > 1_000_000)")
                    // What is pending stays pending, and the time since the last progress grows.
                    loop.schedule(after: .milliseconds(50)) {
                        let stalled = loop.now - channel.lastWriteProgress >= .milliseconds(50)
                        log.record("stalled, \(stalled && channel.pendingByteCount > 1_000_000)")
                        reader?.resumeReading()
                    }
                }
                server.onDrained = { log.record("drained, \($0.pendingByteCount <= 1_000)") }
                let client = TestDelegate()
                var received = 0
                client.onOpened = { channel in
                    channel.pauseReading()
                    reader = channel
                }
                client.onReceived = { _, bytes in
                    received += bytes.count
                    if received == total { log.record("complete") }
                }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await log.next() == "filled, true")
            #expect(try await log.next() == "stalled, true")
            #expect(try await Set(log.next(2)) == ["drained, true", "complete"])
        }
    }

    @Test("a channel that was blocked before it was full reports that it is full")
    func filledWhileBlocked() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<Bool>()
            try await loop.run { () throws(TransportError) in
                let client = TestDelegate()
                client.onOpened = { $0.pauseReading() }
                let server = TestDelegate()
                server.onOpened = { channel in
                    channel.waterMarks = WaterMarks(high: 30_000_000, low: 0)
                    // More than the kernel takes, less than the mark.
                    channel.send([UInt8](repeating: 7, count: 20_000_000))
                    loop.schedule(after: .milliseconds(10)) {
                        log.record(channel.pendingByteCount > 0)
                        channel.send([UInt8](repeating: 7, count: 20_000_000))
                    }
                }
                server.onFilled = { log.record($0.pendingByteCount > 30_000_000) }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await log.next(2) == [true, true])
        }
    }

    @Test("after the peer's half-close an answer still reaches it")
    func halfClose() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                var request: [UInt8] = []
                server.onReceived = { request += $1 }
                server.onReceivedEnd = { channel in
                    channel.send("answer to \(String(decoding: request, as: UTF8.self))")
                    channel.finishSending()
                }
                server.onClosed = { log.record("server \($1)") }
                let client = TestDelegate()
                client.onOpened = { channel in
                    channel.send("question")
                    channel.finishSending()
                    channel.send("too late")
                }
                var answer: [UInt8] = []
                client.onReceived = { answer += $1 }
                client.onReceivedEnd = { _ in log.record(String(decoding: answer, as: UTF8.self)) }
                client.onClosed = { log.record("client \($1)") }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            let events = try await log.next(3)
            #expect(Set(events) == ["answer to question", "client endOfStream", "server endOfStream"])
        }
    }

    @Test("closing delivers the last bytes although the peer's were not read")
    func closeWithUnreadInput() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                server.onReceived = { channel, _ in
                    channel.send("refused")
                    channel.close()
                    channel.send("too late")
                }
                server.onClosed = { log.record("server \($1)") }
                let client = TestDelegate()
                // Far more than the server reads before it closes.
                client.onOpened = { $0.send([UInt8](repeating: 1, count: 3_000_000)) }
                var answer: [UInt8] = []
                client.onReceived = { answer += $1 }
                client.onClosed = { log.record("client \($1), got \(String(decoding: answer, as: UTF8.self))") }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await Set(log.next(2)) == ["client requested, got refused", "server requested"])
        }
    }

    @Test("a peer that does not close in time is cut")
    func lingerTimeout() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                server.onOpened = { $0.close(linger: .milliseconds(30)) }
                server.onClosed = { log.record("server \($1.code)") }
                let client = TestDelegate()
                client.onReceivedEnd = { _ in }
                client.onClosed = { log.record("client \($1.code)") }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await log.next(2) == ["server lingerTimedOut", "client reset"])
        }
    }

    @Test("an abort resets the peer, also one that has paused reading")
    func abort() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                server.onReceived = { channel, _ in channel.abort() }
                server.onClosed = { log.record("server \($1.code)") }
                let client = TestDelegate()
                client.onOpened = { channel in
                    channel.send("x")
                    channel.pauseReading()
                }
                client.onClosed = { log.record("client \($1.code)") }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await log.next(2) == ["server aborted", "client reset"])
        }
    }

    @Test("while reading is paused nothing is received, and nothing is lost")
    func pause() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<Int>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                var isPaused = false
                var count = 0
                server.onReceived = { channel, bytes in
                    if isPaused { Issue.record("received while paused") }
                    count += bytes.count
                    if count == 500_000 { log.record(count) }
                    isPaused = true
                    channel.pauseReading()
                    loop.schedule(after: .milliseconds(1)) {
                        isPaused = false
                        channel.resumeReading()
                    }
                }
                let client = TestDelegate()
                client.onOpened = { $0.send([UInt8](repeating: 3, count: 500_000)) }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await log.next() == 500_000)
        }
    }

    @Test("a paused channel whose peer has gone reports it when it reads again")
    func pausedHangUp() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<String>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                server.onOpened = { channel in
                    channel.pauseReading()
                    // Both directions end while nothing is read: epoll reports a hang-up that cannot be masked out.
                    channel.finishSending()
                    loop.schedule(after: .milliseconds(60)) { channel.resumeReading() }
                }
                server.onReceived = { log.record("server got \($1.count)") }
                server.onClosed = { log.record("server \($1)") }
                let client = TestDelegate()
                client.onOpened = { channel in
                    channel.send("abc")
                    channel.finishSending()
                }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            #expect(try await log.next(2) == ["server got 3", "server requested"])
        }
    }

    @Test("a channel that was reset says what its peer never took")
    func lost() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<(lost: Int, pending: Int, before: Int)>()
            try await loop.run { () throws(TransportError) in
                // The client opens before or after the server is full.
                var before = 0
                var reader: (any ByteChannel)?
                let client = TestDelegate()
                client.onOpened = { channel in
                    channel.pauseReading()
                    reader = channel
                    if before > 0 { channel.abort() }
                }
                let server = TestDelegate()
                server.onOpened = { channel in
                    channel.waterMarks = WaterMarks(high: 1_000_000, low: 0)
                    channel.send([UInt8](repeating: 7, count: 20_000_000))
                }
                server.onFilled = { channel in
                    before = channel.pendingByteCount
                    reader?.abort()
                }
                server.onClosed = { channel, _ in log.record((channel.lostByteCount, channel.pendingByteCount, before))
                }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: client)
            }
            let outcome = try await log.next()
            #expect(outcome.lost > 0)
            #expect(outcome.lost <= outcome.before)
            #expect(outcome.pending == 0)
        }
    }

    @Test("more than the hard limit of pending output ends the connection")
    func overflow() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<CloseReason.Code>()
            try await loop.run { () throws(TransportError) in
                let server = TestDelegate()
                server.onOpened = { channel in
                    let megabyte = [UInt8](repeating: 0, count: 1 << 20)
                    for _ in 0...SocketChannel.pendingLimit >> 20 { channel.send(megabyte) }
                    if channel.pendingByteCount != 0 { Issue.record("output was kept") }
                }
                server.onClosed = { log.record($1.code) }
                let address = try Live.listen(on: loop) { server }
                Live.connect(to: address, on: loop, delegate: TestDelegate())
            }
            #expect(try await log.next() == .overflowed)
        }
    }

    @Test("whoever closes whenever, both sides end exactly once", arguments: 0..<30 as Range<UInt64>)
    func closeRaces(seed: UInt64) async throws {
        try await EventLoopGroup.with(count: 2) { group in
            let (server, client) = (group.loops[0], group.loops[1])
            let log = EventLog<Void>()
            let address = try await server.run { () throws(TransportError) in
                try Live.listen(on: server) { Self.fickle(seed: seed, log) }
            }
            await client.run {
                for number in 0..<20 {
                    let delegate = Self.fickle(seed: seed &+ UInt64(number) << 8, log)
                    // The server may reset a connection before we have seen it open.
                    Live.connect(to: address, on: client, delegate: delegate) { _ in log.record(()) }
                }
            }
            _ = try await log.next(40)
        }
    }

    /// A delegate that sends a little and ends the channel at a moment and in a way that the seed decides.
    private static func fickle(seed: UInt64, _ log: EventLog<Void>) -> TestDelegate {
        var random = SeededGenerator(seed: seed)
        let delegate = TestDelegate()
        let act: (any ByteChannel) -> Void = { channel in
            switch Int.random(in: 0..<6, using: &random) {
            case 0: channel.abort()
            case 1: channel.close()
            case 2: channel.close(linger: .zero)
            case 3: channel.finishSending()
            default: channel.send([UInt8](repeating: 1, count: Int.random(in: 1...300_000, using: &random)))
            }
        }
        delegate.onOpened = { channel in
            channel.send("x")
            act(channel)
            // Whatever was chosen, nobody waits for ever.
            channel.loop.schedule(after: .milliseconds(300)) { channel.abort() }
        }
        delegate.onReceived = { channel, _ in act(channel) }
        delegate.onClosed = { _, _ in log.record(()) }
        return delegate
    }

    @Test("the loop's end ends its channels")
    func loopStopped() async throws {
        let loop = try EventLoop()
        let log = EventLog<String>()
        try await loop.run { () throws(TransportError) in
            let server = TestDelegate()
            server.onClosed = { log.record("server \($1.code)") }
            let client = TestDelegate()
            client.onReceived = { _, _ in log.record("connected") }
            client.onClosed = { log.record("client \($1.code)") }
            server.onOpened = { $0.send("x") }
            let address = try Live.listen(on: loop) { server }
            Live.connect(to: address, on: loop, delegate: client)
        }
        #expect(try await log.next() == "connected")
        await loop.shutdown()
        #expect(try await Set(log.next(2)) == ["server loopStopped", "client loopStopped"])
    }

    @Test("a closed channel lets its delegate go")
    func release() async throws {
        try await EventLoop.with { loop in
            let log = EventLog<Void>()
            let isGone = try await loop.run { () throws(TransportError) in
                let box = WeakBox()
                let address = try Live.listen(on: loop) {
                    let server = TestDelegate()
                    box.delegate = server
                    server.onOpened = { $0.abort() }
                    return server
                }
                let client = TestDelegate()
                client.onClosed = { _, _ in loop.schedule(after: .milliseconds(1)) { log.record(()) } }
                Live.connect(to: address, on: loop, delegate: client)
                return { @Sendable in box.delegate == nil }
            }
            try await log.next()
            #expect(await loop.run { isGone() })
        }
    }

    @Test("starting a channel twice traps")
    func startedTwice() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            try await loop.run { () throws(TransportError) in
                let socket = try Socket.make(for: Live.anyPort)
                let channel = SocketChannel(on: loop, owning: socket, peer: nil)
                channel.start(delegate: TestDelegate())
                channel.start(delegate: TestDelegate())
            }
        }
    }

    /// Touched on the loop's thread only.
    private final class WeakBox: @unchecked Sendable {
        weak var delegate: TestDelegate?
    }
}
