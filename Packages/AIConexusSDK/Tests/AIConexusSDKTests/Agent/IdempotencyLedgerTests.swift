// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("Keyed calls, each carried out once")
struct IdempotencyLedgerTests {
    private typealias Ledger = IdempotencyLedger

    private static let start = LoopInstant(nanoseconds: 0)

    private static func key(_ text: String, of caller: SigningKey = Cast.peer, _ id: String = "work") -> Ledger.Key {
        Ledger.Key(caller: caller.did, capability: Cast.capability(id), text: text)
    }

    @Test("begin, join, answer, and begin again when the time is over")
    func life() {
        var ledger = Ledger()
        let key = Self.key("a")
        #expect(ledger.received(key, arguments: 1, now: Self.start) == .begin)
        #expect(ledger.received(key, arguments: 1, now: Self.start) == .join)
        let end = Self.start + .seconds(100)
        ledger.finished(key, .end("done"), now: end)
        #expect(ledger.received(key, arguments: 1, now: end + .seconds(599)) == .answer(.end("done")))
        #expect(ledger.received(key, arguments: 1, now: end + .seconds(600)) == .begin)
    }

    @Test("other arguments under the same key are a conflict, running or done")
    func conflict() {
        var ledger = Ledger()
        let key = Self.key("a")
        _ = ledger.received(key, arguments: 1, now: Self.start)
        #expect(ledger.received(key, arguments: 2, now: Self.start) == .conflict)
        ledger.finished(key, .end("done"), now: Self.start)
        #expect(ledger.received(key, arguments: 2, now: Self.start) == .conflict)
    }

    @Test("callers and capabilities do not see each other's keys")
    func separation() {
        var ledger = Ledger()
        for key in [Self.key("a"), Self.key("a", of: Cast.stranger), Self.key("a", "other"), Self.key("b")] {
            #expect(ledger.received(key, arguments: 1, now: Self.start) == .begin)
        }
    }

    @Test("a call that did not begin leaves no trace; a done one cannot be forgotten so")
    func forget() {
        var ledger = Ledger()
        let key = Self.key("a")
        _ = ledger.received(key, arguments: 1, now: Self.start)
        ledger.forget(key)
        #expect(ledger.count == 0)
        #expect(ledger.received(key, arguments: 2, now: Self.start) == .begin)
        ledger.finished(key, .end("done"), now: Self.start)
        ledger.forget(key)
        #expect(ledger.received(key, arguments: 2, now: Self.start) == .answer(.end("done")))
    }

    @Test("the first end counts, and an end of nothing is nothing")
    func ends() {
        var ledger = Ledger()
        let key = Self.key("a")
        ledger.finished(key, .end("ghost"), now: Self.start)
        #expect(ledger.received(key, arguments: 1, now: Self.start) == .begin)
        ledger.finished(key, .failure(.timeout), now: Self.start)
        ledger.finished(key, .end("late"), now: Self.start)
        #expect(ledger.received(key, arguments: 1, now: Self.start) == .answer(.failure(.timeout)))
    }

    @Test("one caller cannot take all the room, and others still have theirs")
    func perCaller() {
        var ledger = Ledger(.init(entryCount: 10, entriesPerCaller: 3))
        for number in 0..<3 { #expect(ledger.received(Self.key("\(number)"), arguments: 1, now: Self.start) == .begin) }
        #expect(ledger.received(Self.key("4"), arguments: 1, now: Self.start) == .full(retryAfter: .seconds(1)))
        #expect(ledger.received(Self.key("1"), arguments: 1, now: Self.start) == .join)
        #expect(ledger.received(Self.key("1", of: Cast.stranger), arguments: 1, now: Self.start) == .begin)
    }

    @Test("when it is full it says when there will be room, and forgets nothing early")
    func full() {
        var ledger = Ledger(.init(entryCount: 2))
        for (number, text) in ["a", "b"].enumerated() {
            let now = Self.start + .seconds(number)
            _ = ledger.received(Self.key(text), arguments: 1, now: now)
            ledger.finished(Self.key(text), .end(), now: now)
        }
        let now = Self.start + .seconds(10)
        #expect(ledger.received(Self.key("c"), arguments: 1, now: now) == .full(retryAfter: .seconds(590)))
        #expect(ledger.received(Self.key("a"), arguments: 1, now: now) == .answer(.end()))
        #expect(ledger.received(Self.key("c"), arguments: 1, now: Self.start + .seconds(600)) == .begin)
        #expect(
            ledger.received(Self.key("d"), arguments: 1, now: Self.start + .seconds(600))
                == .full(retryAfter: .seconds(1))
        )
        #expect(ledger.count == 2)
    }

    @Test("results are bounded in bytes, and the bytes come back with time")
    func bytes() {
        var ledger = Ledger(.init(byteCount: 1_000))
        let long = JSONValue.string(String(repeating: "x", count: 600))
        for text in ["a", "b"] {
            #expect(ledger.received(Self.key(text), arguments: 1, now: Self.start) == .begin)
            ledger.finished(Self.key(text), .end(long), now: Self.start)
        }
        #expect(ledger.byteCount == 1_204)
        #expect(ledger.received(Self.key("c"), arguments: 1, now: Self.start) == .full(retryAfter: .seconds(600)))
        let later = Self.start + .seconds(600)
        #expect(ledger.received(Self.key("c"), arguments: 1, now: later) == .begin)
        #expect(ledger.byteCount == 0)
        #expect(ledger.count == 1)
    }
}
