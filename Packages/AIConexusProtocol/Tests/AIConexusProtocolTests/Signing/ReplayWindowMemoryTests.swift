// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("ReplayWindow: memory")
struct ReplayWindowMemoryTests {
    private static let budget = 1 << 20
    private let start: Int64 = 1_800_000_000
    private var generator = SeededGenerator(seed: 11)

    @Test("the budget is never exceeded, nobody is evicted, and the last eighth is for small senders")
    mutating func budget() throws {
        var window = ReplayWindow(limits: .init(byteCount: Self.budget), hashKey: (1, 2))
        let large = try randomKey()
        let largeCount = fill(&window, with: large)
        let afterLarge = window.byteCount
        #expect(afterLarge > Self.budget / 8 * 7 && afterLarge <= Self.budget)
        #expect(largeCount > 15_000)
        // The others take turns and share the rest.
        let small = try (0..<20).map { _ in try randomKey() }
        var counts = [Int](repeating: 0, count: small.count)
        var isAnyAccepted = true
        while isAnyAccepted {
            isAnyAccepted = false
            for (index, key) in small.enumerated() {
                let outcome = insert(counts[index], of: key, into: &window)
                if outcome == .accepted { counts[index] += 1 } else { #expect(outcome == .windowFull) }
                isAnyAccepted = isAnyAccepted || outcome == .accepted
            }
            let byteCount = window.byteCount
            #expect(byteCount <= Self.budget)
        }
        #expect(counts.allSatisfy { $0 > 50 })
        let stillThere = (0..<largeCount).allSatisfy { window.contains(sender: large, id: (UInt64($0), 0)) }
        #expect(stillThere)
        for (key, count) in zip(small, counts) {
            let areThere = (0..<count).allSatisfy { window.contains(sender: key, id: (UInt64($0), 0)) }
            #expect(areThere)
        }
        let replayed = insert(0, of: large, into: &window)
        #expect(replayed == .replayed)
    }

    @Test("a window that was full takes messages again as soon as entries have expired")
    mutating func recovery() throws {
        var window = ReplayWindow(limits: .init(byteCount: Self.budget), hashKey: (1, 2))
        let large = try randomKey()
        let count = fill(&window, with: large)
        let refused = insert(count, of: large, into: &window)
        let later = start + 121
        let accepted = window.insert(sender: large, id: (UInt64(count), 0), timestampSeconds: later, now: later)
        #expect((refused, accepted) == (.windowFull, .accepted))
    }

    @Test("the counted bytes are what the arrays have room for, give or take an eighth, through bursts and lulls")
    mutating func honesty() throws {
        var window = ReplayWindow(limits: .init(windowSeconds: 8, byteCount: Self.budget), hashKey: (1, 2))
        let senders = try (0..<300).map { _ in try randomKey() }
        var now = start
        var id = 0
        for round in 0..<80 {
            let isBurst = round / 20 % 2 == 0
            for _ in 0..<(isBurst ? 1500 : 20) {
                let sender = senders[Int.random(in: 0..<(isBurst ? 300 : 3), using: &generator)]
                let timestamp = now + Int64.random(in: -8...8, using: &generator)
                _ = window.insert(sender: sender, id: (UInt64(id), 0), timestampSeconds: timestamp, now: now)
                id += 1
            }
            now += 1
            let (counted, measured) = (window.byteCount, window.measuredByteCount)
            #expect(measured <= counted && counted <= Self.budget)
            #expect(counted - measured < 30_000 + counted / 8)
        }
    }

    @Test("20 000 senders with one entry each stay within the budget and are all remembered or refused")
    mutating func manySenders() throws {
        var window = ReplayWindow(limits: .init(byteCount: Self.budget), hashKey: (1, 2))
        var accepted: [PublicKey] = []
        for _ in 0..<20_000 {
            let key = try randomKey()
            let outcome = insert(1, of: key, into: &window)
            if outcome == .accepted { accepted.append(key) } else { #expect(outcome == .windowFull) }
            let byteCount = window.byteCount
            #expect(byteCount <= Self.budget)
        }
        #expect(accepted.count > 8000)
        let (count, senderCount) = (window.count, window.senderCount)
        #expect(count == accepted.count && senderCount == accepted.count)
        let areThere = accepted.allSatisfy { window.contains(sender: $0, id: (1, 0)) }
        #expect(areThere)
    }

    @Test("the memory of a burst is given back when it has expired")
    mutating func release() throws {
        var window = ReplayWindow(hashKey: (1, 2))
        let senders = try (0..<500).map { _ in try randomKey() }
        for index in 0..<100_000 {
            let timestamp = start + Int64(index % 200)
            _ = window.insert(
                sender: senders[index % 500],
                id: (UInt64(index), 0),
                timestampSeconds: timestamp,
                now: start + 100
            )
        }
        let (full, count) = (window.byteCount, window.count)
        // Half of the seconds, and then the others.
        let removed = window.removeExpired(now: start + 120 + 100)
        let (half, halfCount) = (window.byteCount, window.count)
        window.removeExpired(now: start + 1000)
        let (empty, emptyCount) = (window.byteCount, window.count)
        #expect((count, removed, halfCount, emptyCount) == (100_000, 50_000, 50_000, 0))
        #expect(half < full / 4 * 3)
        // What is left are the smallest parts of two tables.
        #expect(empty < 100_000)
    }

    @Test("entries that come and go for long do not make the window grow")
    mutating func steadyState() throws {
        var window = ReplayWindow(limits: .init(windowSeconds: 5), hashKey: (1, 2))
        let key = try randomKey()
        var largest = 0
        for index in 0..<60_000 {
            let now = start + Int64(index / 100)
            _ = window.insert(sender: key, id: (UInt64(index), 0), timestampSeconds: now, now: now)
            if index >= 10_000 { largest = max(largest, window.byteCount) }
            if index == 9_999 { largest = window.byteCount }
        }
        let count = window.count
        #expect(count <= 600)
        #expect(largest < 130_000)
    }

    private mutating func randomKey() throws -> PublicKey {
        let bytes = generator.bytes(32)
        return try PublicKey(bytes: bytes)
    }

    private func insert(_ id: Int, of key: PublicKey, into window: inout ReplayWindow) -> ReplayWindow.Outcome {
        window.insert(sender: key, id: (UInt64(id), 0), timestampSeconds: start, now: start)
    }

    /// Inserts until the first refusal and returns how many entries were accepted.
    private func fill(_ window: inout ReplayWindow, with key: PublicKey) -> Int {
        var count = 0
        while insert(count, of: key, into: &window) == .accepted { count += 1 }
        return count
    }
}
