// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@testable import AIConexusSDK

@Suite("How fast messages may go")
struct MessagePacerTests {
    private static let start = LoopInstant(nanoseconds: 1_000)

    /// How many messages may go at this instant.
    private static func burst(_ pacer: inout MessagePacer, at now: LoopInstant, limit: Int = 100_000) -> Int {
        var count = 0
        while count < limit, pacer.wait(now: now) == nil {
            pacer.take()
            count += 1
        }
        return count
    }

    @Test("one second's worth at once, then the rate; over any second no more than the gateway allows twice")
    func rate() throws {
        var pacer = MessagePacer(messagesPerSecond: 200, now: Self.start)
        #expect(Self.burst(&pacer, at: Self.start) == 190)
        let next = pacer.wait(now: Self.start)
        let wait = try #require(next)
        #expect(wait > .milliseconds(5) && wait < .milliseconds(6))
        var count = 0
        for step in 1...1_000 { count += Self.burst(&pacer, at: Self.start + .milliseconds(step * 10)) }
        #expect((1_899...1_900).contains(count))
    }

    @Test("waiting as long as it says is enough")
    func waiting() throws {
        var pacer = MessagePacer(messagesPerSecond: 7, now: Self.start)
        var now = Self.start
        for _ in 0..<1_000 {
            if let wait = pacer.wait(now: now) {
                now = now + wait + .nanoseconds(1)
                #expect(pacer.wait(now: now) == nil)
            }
            pacer.take()
        }
    }

    @Test("a long silence gathers no more than a second's worth")
    func silence() {
        var pacer = MessagePacer(messagesPerSecond: 100, now: Self.start)
        _ = Self.burst(&pacer, at: Self.start)
        #expect(Self.burst(&pacer, at: Self.start + .seconds(86_400)) == 95)
    }

    @Test("a hostile rate does no harm", arguments: [Int.min, -1, 0, 1, Int.max])
    func hostile(_ rate: Int) throws {
        var pacer = MessagePacer(messagesPerSecond: rate, now: Self.start)
        let count = Self.burst(&pacer, at: Self.start, limit: 1_000)
        guard rate < .max else { return #expect(count == 1_000) }
        let next = pacer.wait(now: Self.start)
        let wait = try #require(next)
        #expect(wait > .zero && wait <= .seconds(2))
    }

    @Test("a clock that stands still or goes back gives nothing")
    func clock() {
        var pacer = MessagePacer(messagesPerSecond: 10, now: Self.start)
        _ = Self.burst(&pacer, at: Self.start)
        #expect(Self.burst(&pacer, at: LoopInstant(nanoseconds: 0)) == 0)
        #expect(Self.burst(&pacer, at: Self.start) == 0)
    }
}

@Suite("How many bytes may go")
struct BytePacerTests {
    private static let start = LoopInstant(nanoseconds: 0)

    @Test("nothing is held back until something is refused")
    func unlimited() {
        var pacer = BytePacer(now: Self.start)
        for _ in 0..<1_000 { #expect(pacer.take(1 << 20, now: Self.start) == nil) }
        #expect(pacer.rate == nil)
    }

    @Test("after a refusal: a pause, then less than what was refused, then slowly more")
    func refusal() throws {
        var pacer = BytePacer(now: Self.start)
        for step in 0..<200 { _ = pacer.take(100_000, now: Self.start + .milliseconds(step * 10)) }
        var now = Self.start + .seconds(2)
        pacer.refused(retryAfter: .milliseconds(300), now: now)
        let rate = try #require(pacer.rate)
        #expect(rate > 6_000_000 && rate < 8_000_000)
        #expect(pacer.take(1, now: now) == .milliseconds(300))
        // The others that were on their way say nothing new.
        for _ in 0..<50 { pacer.refused(retryAfter: .milliseconds(300), now: now) }
        #expect(pacer.rate == rate)
        now = now + .milliseconds(300)
        var sent = 0
        let end = now + .seconds(10)
        while now < end {
            if let wait = pacer.take(10_000, now: now) { now = now + wait + .nanoseconds(1) } else { sent += 10_000 }
        }
        #expect(Double(sent) > rate * 10 && Double(sent) < rate * 20)
    }

    @Test("refusals do not stop it altogether")
    func floor() throws {
        var pacer = BytePacer(now: Self.start)
        for second in 1...100 {
            let now = Self.start + .seconds(second)
            _ = pacer.take(1, now: now)
            pacer.refused(retryAfter: nil, now: now)
        }
        #expect(try #require(pacer.rate) >= 65_536)
    }

    @Test("a gateway cannot silence an agent for years")
    func endlessPause() throws {
        var pacer = BytePacer(now: Self.start)
        pacer.refused(retryAfter: .milliseconds(1 << 53 - 1), now: Self.start)
        let wait = pacer.take(1, now: Self.start)
        #expect(try #require(wait) <= .seconds(30))
    }

    @Test("years of silence, or of use, do no harm")
    func longTimes() {
        var pacer = BytePacer(now: Self.start)
        pacer.refused(retryAfter: nil, now: Self.start)
        for year in 1...100 {
            let now = Self.start + .seconds(year * 31_536_000)
            #expect(pacer.take(1_000, now: now) == nil)
            #expect(pacer.take(1_000, now: now) == nil)
        }
        #expect(pacer.rate?.isNaN == false)
        pacer.refused(retryAfter: nil, now: LoopInstant(nanoseconds: .max))
        #expect(pacer.rate.map { $0.isFinite } == true)
    }
}
