// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusTransport

@Suite("TimerWheel")
struct TimerWheelTests {
    @Test("a timer comes out at its tick, not before")
    func exactTick() {
        for tick: UInt64 in [1, 63, 64, 65, 4_095, 4_096, 1 << 18, (1 << 30) + 7] {
            var wheel = TimerWheel<UInt64>()
            _ = wheel.schedule(at: tick, tick)
            wheel.advance(to: tick - 1)
            #expect(wheel.popDue() == nil)
            wheel.advance(to: tick)
            #expect(wheel.popDue() == tick)
            #expect(wheel.popDue() == nil)
        }
    }

    @Test("a timer for a tick that has passed comes out at the next advance")
    func overdue() {
        var wheel = TimerWheel<Int>()
        wheel.advance(to: 100)
        _ = wheel.schedule(at: 100, 1)
        _ = wheel.schedule(at: 3, 2)
        #expect(wheel.popDue() == nil)
        #expect(wheel.nextTick == 100)
        wheel.advance(to: 100)
        #expect(wheel.popDue() == 1)
        #expect(wheel.popDue() == 2)
    }

    @Test("a cancelled timer does not come out, not even when its tick was reached before the cancellation")
    func cancellation() {
        var wheel = TimerWheel<Int>()
        let first = wheel.schedule(at: 5, 1)
        let second = wheel.schedule(at: 5, 2)
        wheel.advance(to: 5)
        #expect(wheel.popDue() == 1)
        #expect(wheel.cancel(second) == 2)
        #expect(wheel.popDue() == nil)
        #expect(wheel.cancel(first) == nil)
        #expect(wheel.count == 0)
        #expect(wheel.nextTick == nil)
    }

    @Test("an identifier does not reach the timer that took over its place")
    func generations() {
        var wheel = TimerWheel<Int>()
        let old = wheel.schedule(at: 5, 1)
        wheel.cancel(old)
        let new = wheel.schedule(at: 5, 2)
        #expect(new.slot == old.slot)
        #expect(wheel.cancel(old) == nil)
        #expect(wheel.cancel(new) == 2)
    }

    @Test("timers beyond the last tick are held to it")
    func farFuture() {
        var wheel = TimerWheel<Int>()
        _ = wheel.schedule(at: .max, 1)
        #expect(wheel.nextTick.map { $0 <= TimerWheel<Int>.lastTick } == true)
        wheel.advance(to: .max)
        #expect(wheel.popDue() == 1)
    }

    @Test("a payload is released when its timer comes out or is cancelled")
    func release() {
        final class Token {}
        var wheel = TimerWheel<Token>()
        weak var first: Token?
        weak var second: Token?
        let cancelled: TimerID
        do {
            let (one, two) = (Token(), Token())
            (first, second) = (one, two)
            _ = wheel.schedule(at: 1, one)
            cancelled = wheel.schedule(at: 2, two)
        }
        #expect(first != nil && second != nil)
        wheel.advance(to: 1)
        _ = wheel.popDue()
        wheel.cancel(cancelled)
        #expect(first == nil && second == nil)
    }

    /// The obvious way: a list sorted by tick, ties in the order of scheduling.
    private struct Model {
        var timers: [(tick: UInt64, order: Int)] = []
        var current: UInt64 = 0

        mutating func popDue() -> Int? {
            let reached = timers.filter { $0.tick <= current }
            guard let next = reached.min(by: { ($0.tick, $0.order) < ($1.tick, $1.order) }) else { return nil }
            timers.removeAll { $0.order == next.order }
            return next.order
        }
    }

    @Test("the wheel does what a sorted list does", arguments: 0..<40 as Range<UInt64>)
    func agreesWithModel(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var wheel = TimerWheel<Int>()
        var model = Model()
        var identifiers: [Int: TimerID] = [:]
        // Each seed stays in one range of delays, so that every level is exercised.
        let spread: UInt64 = 1 << UInt64.random(in: 2...34, using: &random)
        for order in 0..<600 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let tick = model.current + 1 + UInt64.random(in: 0..<spread, using: &random)
                identifiers[order] = wheel.schedule(at: tick, order)
                model.timers.append((min(tick, TimerWheel<Int>.lastTick), order))
            case 5..<7:
                guard let victim = model.timers.randomElement(using: &random)?.order else { continue }
                #expect(identifiers[victim].flatMap { wheel.cancel($0) } == victim, "seed \(seed)")
                model.timers.removeAll { $0.order == victim }
            default:
                model.current += UInt64.random(in: 0...spread / 4, using: &random)
                if let next = model.timers.map(\.tick).min(), let reported = wheel.nextTick {
                    #expect(reported <= next, "seed \(seed)")
                }
                wheel.advance(to: model.current)
                while let expected = model.popDue() { #expect(wheel.popDue() == expected, "seed \(seed)") }
                #expect(wheel.popDue() == nil, "seed \(seed)")
            }
            #expect(wheel.count == model.timers.count, "seed \(seed)")
        }
    }
}
