// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("ReplayWindow")
struct ReplayWindowTests {
    private let alice = SigningKey().publicKey
    private let bob = SigningKey().publicKey
    private let start: Int64 = 1_800_000_000

    @Test("the same sender and id are accepted once, with whatever timestamp")
    func replay() {
        var window = ReplayWindow(hashKey: (1, 2))
        let outcomes = [
            window.insert(sender: alice, id: (7, 8), timestampSeconds: start, now: start),
            window.insert(sender: alice, id: (7, 8), timestampSeconds: start, now: start),
            window.insert(sender: alice, id: (7, 8), timestampSeconds: start + 60, now: start + 1),
            window.insert(sender: alice, id: (7, 9), timestampSeconds: start, now: start),
            window.insert(sender: alice, id: (8, 7), timestampSeconds: start, now: start),
            window.insert(sender: bob, id: (7, 8), timestampSeconds: start, now: start),
        ]
        #expect(outcomes == [.accepted, .replayed, .replayed, .accepted, .accepted, .accepted])
        let contained = (
            window.contains(sender: alice, id: (7, 8)), window.contains(sender: bob, id: (7, 8)),
            window.contains(sender: bob, id: (7, 9))
        )
        #expect(contained == (true, true, false))
        let counts = (window.count, window.senderCount)
        #expect(counts == (4, 2))
    }

    @Test("an entry lives through the second of timestamp + 120 s and not longer", arguments: [-120, -60, 0, 60, 120])
    func lifetime(offset: Int64) {
        var window = ReplayWindow(hashKey: (1, 2))
        let timestamp = start + offset
        let first = window.insert(sender: alice, id: (1, 1), timestampSeconds: timestamp, now: start)
        window.removeExpired(now: timestamp + 120)
        let last = window.contains(sender: alice, id: (1, 1))
        window.removeExpired(now: timestamp + 121)
        let after = window.contains(sender: alice, id: (1, 1))
        #expect(first == .accepted)
        #expect(last && !after)
    }

    @Test("a timestamp more than 120 s from the clock is outside, and is not remembered")
    func outside() {
        var window = ReplayWindow(hashKey: (1, 2))
        for offset in [Int64(-121), 121, -100_000, 100_000] {
            let outcome = window.insert(sender: alice, id: (1, 1), timestampSeconds: start + offset, now: start)
            #expect(outcome == .outsideWindow)
        }
        for (timestamp, now) in [(Int64.min, Int64.max), (.max, .min), (.max, 0), (.min, 0)] {
            let outcome = window.insert(sender: alice, id: (1, 1), timestampSeconds: timestamp, now: now)
            #expect(outcome == .outsideWindow)
        }
        let count = window.count
        #expect(count == 0)
    }

    @Test("a clock that goes back loses nothing: old entries stay, and removed ones cannot come again")
    func clockGoesBack() {
        var window = ReplayWindow(hashKey: (1, 2))
        var outcomes = [window.insert(sender: alice, id: (1, 1), timestampSeconds: start, now: start)]
        // 1 000 s back: another time, other entries; the first one waits for its own second.
        outcomes.append(window.insert(sender: alice, id: (2, 2), timestampSeconds: start - 1000, now: start - 1000))
        outcomes.append(window.insert(sender: alice, id: (1, 1), timestampSeconds: start - 1000, now: start - 1000))
        outcomes.append(window.insert(sender: alice, id: (2, 2), timestampSeconds: start - 880, now: start - 880))
        outcomes.append(window.insert(sender: alice, id: (1, 1), timestampSeconds: start, now: start))
        #expect(outcomes == [.accepted, .accepted, .replayed, .replayed, .replayed])
        // 1 000 s ahead and back again: what was removed meanwhile is too old to be judged, and newer messages go on.
        window.removeExpired(now: start + 1000)
        outcomes = [
            window.insert(sender: alice, id: (1, 1), timestampSeconds: start, now: start),
            window.insert(sender: alice, id: (3, 3), timestampSeconds: start, now: start),
            window.insert(sender: alice, id: (3, 3), timestampSeconds: start + 1, now: start),
        ]
        #expect(outcomes == [.outsideWindow, .outsideWindow, .accepted])
    }

    @Test("a full sender is refused alone, and goes on as its entries expire")
    func senderBound() {
        var window = ReplayWindow(limits: .init(entriesPerSender: 3), hashKey: (1, 2))
        var outcomes: [ReplayWindow.Outcome] = []
        for id in UInt64(0)..<4 {
            let timestamp = start + Int64(id)
            outcomes.append(window.insert(sender: alice, id: (id, 0), timestampSeconds: timestamp, now: start))
        }
        outcomes.append(window.insert(sender: bob, id: (0, 0), timestampSeconds: start, now: start))
        outcomes.append(window.insert(sender: alice, id: (0, 0), timestampSeconds: start, now: start))
        outcomes.append(window.insert(sender: alice, id: (4, 0), timestampSeconds: start + 100, now: start + 120))
        outcomes.append(window.insert(sender: alice, id: (4, 0), timestampSeconds: start + 100, now: start + 121))
        outcomes.append(window.insert(sender: alice, id: (5, 0), timestampSeconds: start + 100, now: start + 121))
        #expect(
            outcomes == [
                .accepted, .accepted, .accepted, .senderFull, .accepted, .replayed, .senderFull, .accepted, .senderFull,
            ]
        )
    }

    @Test("one call removes at most 64 expired entries")
    func boundedWork() {
        var window = ReplayWindow(limits: .init(entriesPerSender: 1000), hashKey: (1, 2))
        for id in UInt64(0)..<1000 {
            _ = window.insert(sender: alice, id: (id, 0), timestampSeconds: start, now: start)
        }
        let later = start + 200
        let byOther = window.insert(sender: bob, id: (0, 0), timestampSeconds: later, now: later)
        let afterOther = window.count
        let limited = window.removeExpired(now: later, limit: 10)
        let all = window.removeExpired(now: later)
        let none = window.removeExpired(now: later)
        #expect(byOther == .accepted)
        #expect(afterOther == 1000 - 64 + 1)
        #expect((limited, all, none) == (10, 1000 - 64 - 10, 0))
    }

    @Test("a sender whose entries have all expired is not refused for them")
    func expiredSender() {
        var window = ReplayWindow(limits: .init(entriesPerSender: 2000), hashKey: (1, 2))
        // Bob's entries expire first and are removed first; Alice's are behind them.
        for id in UInt64(0)..<2000 {
            _ = window.insert(sender: bob, id: (id, 0), timestampSeconds: start, now: start)
            _ = window.insert(sender: alice, id: (id, 0), timestampSeconds: start + 1, now: start)
        }
        let full = window.insert(sender: alice, id: (2000, 0), timestampSeconds: start, now: start)
        let later = start + 130
        let outcome = window.insert(sender: alice, id: (2000, 0), timestampSeconds: later, now: later)
        #expect((full, outcome) == (.senderFull, .accepted))
    }

    @Test("limits out of range are mistakes of the caller's")
    func limits() async {
        await #expect(processExitsWith: .failure) {
            _ = ReplayWindow(limits: .init(windowSeconds: 0), hashKey: (0, 0)).count
        }
        await #expect(processExitsWith: .failure) {
            _ = ReplayWindow(limits: .init(windowSeconds: 86_401), hashKey: (0, 0)).count
        }
        await #expect(processExitsWith: .failure) {
            _ = ReplayWindow(limits: .init(entriesPerSender: 0), hashKey: (0, 0)).count
        }
        await #expect(processExitsWith: .failure) {
            _ = ReplayWindow(limits: .init(byteCount: (1 << 20) - 1), hashKey: (0, 0)).count
        }
        await #expect(processExitsWith: .failure) {
            _ = ReplayWindow(limits: .init(byteCount: (64 << 30) + 1), hashKey: (0, 0)).count
        }
    }
}
