// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@Suite("InMemoryChannel")
struct InMemoryChannelTests {
    /// What one end has heard, as text.
    private final class Ear {
        var events: [String] = []
        let delegate = TestDelegate()

        init() {
            delegate.onOpened = { [unowned self] _ in events.append("opened") }
            delegate.onReceived = { [unowned self] in events.append(String(decoding: $1, as: UTF8.self)) }
            delegate.onReceivedEnd = { [unowned self] _ in events.append("end") }
            delegate.onFilled = { [unowned self] in events.append("filled \($0.pendingByteCount)") }
            delegate.onDrained = { [unowned self] in events.append("drained \($0.pendingByteCount)") }
            delegate.onClosed = { [unowned self] in events.append("closed \($1.code)") }
        }
    }

    private let loop = ManualLoop()
    private let client = Ear()
    private let server = Ear()

    private func start(_ pair: InMemoryChannel.Pair) {
        pair.client.start(delegate: client.delegate)
        pair.server.start(delegate: server.delegate)
        #expect(client.events.isEmpty, "no event comes from inside a call")
        loop.runUntilIdle()
    }

    @Test("bytes arrive in order, cut as scripted")
    func cutting() {
        let pair = InMemoryChannel.makePair(on: loop) { _ in 2 }
        start(pair)
        pair.client.send("hello")
        pair.client.send(" you")
        loop.runUntilIdle()
        #expect(client.events == ["opened"])
        #expect(server.events == ["opened", "he", "ll", "o ", "yo", "u"])
    }

    @Test("what does not fit waits, fills and drains the sender")
    func capacity() {
        let pair = InMemoryChannel.makePair(on: loop, capacity: 4)
        pair.client.waterMarks = WaterMarks(high: 5, low: 1)
        start(pair)
        pair.server.pauseReading()
        pair.client.send("0123456789")
        loop.runUntilIdle()
        #expect(client.events == ["opened", "filled 6"])
        #expect(server.events == ["opened"])
        loop.advance(by: .seconds(3))
        #expect(loop.now - pair.client.lastWriteProgress == .seconds(3))
        pair.server.resumeReading()
        loop.runUntilIdle()
        #expect(client.events == ["opened", "filled 6", "drained 0"])
        #expect(server.events == ["opened", "0123", "4567", "89"])
    }

    @Test("after a half-close the other direction still works")
    func halfClose() {
        let pair = InMemoryChannel.makePair(on: loop)
        start(pair)
        pair.client.send("ask")
        pair.client.finishSending()
        pair.client.send("late")
        loop.runUntilIdle()
        #expect(server.events == ["opened", "ask", "end"])
        pair.server.send("answer")
        pair.server.finishSending()
        loop.runUntilIdle()
        #expect(client.events == ["opened", "answer", "end", "closed endOfStream"])
        #expect(server.events == ["opened", "ask", "end", "closed endOfStream"])
    }

    @Test("closing sends what is pending and discards input; without the peer's close it ends by the clock")
    func closing() {
        let pair = InMemoryChannel.makePair(on: loop)
        start(pair)
        pair.client.send("unread")
        pair.server.send("bye")
        pair.server.close(linger: .seconds(2))
        loop.runUntilIdle()
        #expect(client.events == ["opened", "bye", "end"])
        #expect(server.events == ["opened"])
        loop.advance(by: .seconds(2))
        #expect(server.events == ["opened", "closed lingerTimedOut"])
        #expect(client.events.last == "closed reset")
    }

    @Test("an orderly close on both sides")
    func bothClose() {
        let pair = InMemoryChannel.makePair(on: loop)
        start(pair)
        pair.server.close()
        pair.client.close()
        loop.runUntilIdle()
        #expect(server.events.last == "closed requested")
        #expect(client.events.last == "closed requested")
    }

    @Test("an abort resets the other end and loses what it has not received")
    func abort() {
        let pair = InMemoryChannel.makePair(on: loop)
        start(pair)
        pair.server.pauseReading()
        pair.client.send("lost")
        loop.runUntilIdle()
        pair.client.abort()
        loop.runUntilIdle()
        #expect(client.events == ["opened", "closed aborted"])
        #expect(server.events == ["opened", "closed reset"])
    }
}

@Suite("ManualLoop")
struct ManualLoopTests {
    @Test("time moves only by advance, and timers fire in order at their times")
    func advance() {
        let loop = ManualLoop()
        var fired: [Duration] = []
        for seconds in [3, 1, 2] {
            loop.schedule(after: .seconds(seconds)) { fired.append(loop.now - LoopInstant(nanoseconds: 0)) }
        }
        loop.runUntilIdle()
        #expect(fired.isEmpty)
        loop.advance(by: .seconds(2))
        #expect(fired == [.seconds(1), .seconds(2)])
        loop.advance(by: .seconds(5))
        #expect(fired == [.seconds(1), .seconds(2), .seconds(3)])
        #expect(loop.now == LoopInstant(nanoseconds: 7_000_000_000))
    }
}
