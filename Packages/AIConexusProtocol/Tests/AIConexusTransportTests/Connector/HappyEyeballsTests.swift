// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusTransport

@Suite("HappyEyeballs")
struct HappyEyeballsTests {
    private static func address(_ text: String) -> SocketAddress {
        SocketAddress(IPAddress(text) ?? .loopbackV4, port: 443)
    }

    private let six = [address("2001:db8::1"), address("2001:db8::2"), address("2001:db8::3")]
    private let four = [address("192.0.2.1"), address("192.0.2.2")]
    private let start = LoopInstant(nanoseconds: 1_000)
    private let refused = TransportError(.connectFailed, "refused")

    private func machine(_ addresses: [SocketAddress]) -> HappyEyeballs {
        HappyEyeballs(addresses: addresses, attemptDelay: .milliseconds(250), attemptTimeout: .seconds(10))
    }

    @Test("families take turns, the first one's first")
    func interleaving() {
        #expect(HappyEyeballs.interleave(six + four) == [six[0], four[0], six[1], four[1], six[2]])
        #expect(HappyEyeballs.interleave(four + six) == [four[0], six[0], four[1], six[1], six[2]])
        #expect(HappyEyeballs.interleave(four) == four)
        #expect(HappyEyeballs.interleave([]) == [])
    }

    @Test("attempts start 250 ms apart; the first to connect wins and the others are cancelled")
    func staggering() {
        var machine = machine(six + four)
        #expect(machine.started(now: start) == [.connect(attempt: 0, six[0])])
        #expect(machine.nextDeadline == start + .milliseconds(250))
        #expect(machine.timerFired(now: start + .milliseconds(250)) == [.connect(attempt: 1, four[0])])
        #expect(machine.timerFired(now: start + .milliseconds(500)) == [.connect(attempt: 2, six[1])])
        #expect(
            machine.succeeded(attempt: 1) == [.cancel(attempt: 0), .cancel(attempt: 2), .succeed(attempt: 1)]
        )
        #expect(machine.nextDeadline == nil)
    }

    @Test("a failure starts the next attempt at once, and the delay begins again")
    func failureIsImmediate() {
        var machine = machine([six[0], four[0], four[1]])
        _ = machine.started(now: start)
        let later = start + .milliseconds(40)
        #expect(machine.failed(attempt: 0, refused, now: later) == [.connect(attempt: 1, four[0])])
        #expect(machine.nextDeadline == later + .milliseconds(250))
        #expect(machine.timerFired(now: start + .milliseconds(250)) == [])
        #expect(machine.timerFired(now: later + .milliseconds(250)) == [.connect(attempt: 2, four[1])])
    }

    @Test("when all have failed the errors come in the order they happened")
    func allFail() {
        var machine = machine([six[0], four[0]])
        _ = machine.started(now: start)
        _ = machine.timerFired(now: start + .milliseconds(250))
        let (first, second) = (TransportError(.connectFailed, "first"), TransportError(.connectFailed, "second"))
        #expect(machine.failed(attempt: 1, first, now: start + .seconds(1)) == [])
        #expect(machine.failed(attempt: 0, second, now: start + .seconds(2)) == [.fail([first, second])])
    }

    @Test("an attempt that takes too long is given up")
    func attemptTimeout() {
        var machine = machine([four[0]])
        _ = machine.started(now: start)
        #expect(machine.nextDeadline == start + .seconds(10))
        let actions = machine.timerFired(now: start + .seconds(10))
        #expect(actions.first == .cancel(attempt: 0))
        guard case .fail(let errors) = actions.last else {
            Issue.record("not failed: \(actions)")
            return
        }
        #expect(errors.map(\.code) == [.timedOut])
    }

    @Test("what comes after the end or about attempts given up is ignored")
    func lateEvents() {
        var machine = machine([six[0], four[0]])
        _ = machine.started(now: start)
        #expect(machine.failed(attempt: 1, refused, now: start) == [], "never started")
        _ = machine.timerFired(now: start + .milliseconds(250))
        _ = machine.succeeded(attempt: 0)
        #expect(machine.succeeded(attempt: 1) == [])
        #expect(machine.failed(attempt: 1, refused, now: start) == [])
        #expect(machine.timerFired(now: start + .seconds(60)) == [])
    }

    @Test(
        "whatever happens, it ends once, starts each address at most once and leaves nothing running",
        arguments: 0..<50 as Range<UInt64>
    )
    func randomHistories(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var machine = machine(
            Array((six + four).shuffled(using: &random).prefix(Int.random(in: 1...5, using: &random)))
        )
        var (now, running, started, endings) = (start, Set<Int>(), Set<Int>(), 0)
        var actions = machine.started(now: now)
        for _ in 0..<100 {
            for action in actions {
                switch action {
                case .connect(let attempt, _):
                    #expect(started.insert(attempt).inserted, "seed \(seed)")
                    running.insert(attempt)
                case .cancel(let attempt): #expect(running.remove(attempt) != nil, "seed \(seed)")
                case .succeed(let attempt):
                    #expect(running.remove(attempt) != nil, "seed \(seed)")
                    endings += 1
                case .fail: endings += 1
                }
            }
            now = now + .milliseconds(Int.random(in: 0...400, using: &random))
            let attempt = running.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<12, using: &random) {
            case 0: actions = machine.succeeded(attempt: attempt)
            case 1...3:
                running.remove(attempt)
                actions = machine.failed(attempt: attempt, refused, now: now)
            default: actions = machine.timerFired(now: now)
            }
        }
        actions = machine.timerFired(now: now + .seconds(20))
        #expect(
            endings + (actions.contains { if case .fail = $0 { true } else { false } } ? 1 : 0) == 1,
            "seed \(seed)"
        )
        #expect(machine.nextDeadline == nil, "seed \(seed)")
    }
}
