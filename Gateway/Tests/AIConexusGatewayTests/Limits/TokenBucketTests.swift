// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Testing

@Suite("TokenBucket")
struct TokenBucketTests {
    private let rate = TokenBucket.Rate(tokensPerSecond: 10, capacity: 5)

    @Test("a full bucket lets its capacity through at once, then its rate")
    func burst() {
        var bucket = TokenBucket(rate, now: .zero)
        for _ in 0..<5 { #expect(bucket.take(1, at: rate, now: .zero) == nil) }
        #expect(bucket.take(1, at: rate, now: .zero) == .milliseconds(100))
        #expect(bucket.take(1, at: rate, now: .milliseconds(60)) == .milliseconds(40))
        #expect(bucket.take(1, at: rate, now: .milliseconds(100)) == nil)
        #expect(bucket.take(1, at: rate, now: .milliseconds(100)) == .milliseconds(100))
    }

    @Test("a pause fills it to the capacity and no further")
    func pause() {
        var bucket = TokenBucket(rate, now: .zero)
        for _ in 0..<5 { #expect(bucket.take(1, at: rate, now: .zero) == nil) }
        for _ in 0..<5 { #expect(bucket.take(1, at: rate, now: .seconds(1_000_000_000)) == nil) }
        #expect(bucket.take(1, at: rate, now: .seconds(1_000_000_000)) != nil)
    }

    @Test("what is larger than the capacity waits for a full bucket and leaves a debt")
    func large() {
        var bucket = TokenBucket(rate, now: .zero)
        #expect(bucket.take(1, at: rate, now: .zero) == nil)
        #expect(bucket.take(15, at: rate, now: .zero) == .milliseconds(100))
        #expect(bucket.take(15, at: rate, now: .milliseconds(100)) == nil)
        #expect(bucket.take(1, at: rate, now: .milliseconds(100)) == .milliseconds(1_100))
    }

    @Test("charges are taken whatever there is")
    func charge() {
        var bucket = TokenBucket(rate, now: .zero)
        bucket.charge(25, at: rate, now: .zero)
        #expect(bucket.take(1, at: rate, now: .seconds(2)) == .milliseconds(100))
        #expect(bucket.take(1, at: rate, now: .milliseconds(2_100)) == nil)
    }

    @Test("a clock that stands still or goes back gives nothing")
    func standstill() {
        var bucket = TokenBucket(rate, now: .seconds(5))
        for _ in 0..<5 { #expect(bucket.take(1, at: rate, now: .seconds(5)) == nil) }
        #expect(bucket.take(1, at: rate, now: .seconds(1)) != nil)
        #expect(bucket.take(1, at: rate, now: .seconds(5)) != nil)
    }

    @Test(
        "over any time no more passes than capacity and rate allow, and hardly less is let through",
        arguments: 0..<20
    )
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rate = TokenBucket.Rate(
            tokensPerSecond: .random(in: 1...1_000, using: &generator),
            capacity: .random(in: 1...500, using: &generator)
        )
        var bucket = TokenBucket(rate, now: .zero)
        var now = Duration.zero
        var taken = 0
        for _ in 0..<3_000 {
            now += .microseconds(Int.random(in: 0...10_000, using: &generator))
            while bucket.take(1, at: rate, now: now) == nil { taken += 1 }
            let microseconds =
                Int(now.components.attoseconds / 1_000_000_000_000) + Int(now.components.seconds) * 1_000_000
            let allowed = Double(rate.capacity) + Double(rate.tokensPerSecond) * Double(microseconds) / 1e6
            #expect(Double(taken) <= allowed + 1e-6, "seed \(seed)")
        }
    }

    @Test("messages and bytes are both limited")
    func meter() {
        let rates = TrafficMeter.Rates(messages: rate, bytes: .init(tokensPerSecond: 100, capacity: 100))
        var meter = TrafficMeter(rates, now: .zero)
        #expect(meter.take(90, at: rates, now: .zero) == nil)
        #expect(meter.take(60, at: rates, now: .zero) == .milliseconds(500))
        #expect(meter.take(1, at: rates, now: .zero) == nil)
        #expect(meter.take(1, at: rates, now: .zero) == nil)
        #expect(meter.take(1, at: rates, now: .zero) == nil)
        #expect(meter.take(1, at: rates, now: .zero) == .milliseconds(100))
    }
}
