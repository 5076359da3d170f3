// SPDX-License-Identifier: MIT

internal import Synchronization

/// The numbers of one loop.
///
/// One thread counts, without locks, allocations or read-modify-write instructions; any thread may read at any time,
/// and finds each number whole, if not all of one instant.
package final class MetricCells: Sendable {
    /// Room for all metrics; a test compares it with what they need.
    static let capacity = Storage.count

    private typealias Storage = InlineArray<320, Atomic<UInt64>>

    private let cells = Storage { _ in Atomic(0) }

    package init() {
        precondition(Metric.cellCount <= Self.capacity, "there are more metrics than room for them")
    }

    /// Adds to a counter, or changes a gauge.
    ///
    /// - Parameters:
    ///   - count: how much; not negative for counters.
    ///   - cell: which number.
    package func add(_ count: Int = 1, to cell: MetricCell) {
        add(UInt64(bitPattern: Int64(count)), at: cell.index)
    }

    /// Notes how long something took.
    ///
    /// - Parameters:
    ///   - nanoseconds: how long, 0 or more.
    ///   - histogram: a metric of that kind.
    package func observe(nanoseconds: Int, in histogram: Metric) {
        guard case .histogram(let bounds) = histogram.family.kind else {
            preconditionFailure("\(histogram) is no histogram")
        }
        var bucket = 0
        while bucket < bounds.count, nanoseconds > bounds[bucket] { bucket += 1 }
        add(1, at: histogram.firstCell + bucket)
        add(UInt64(max(nanoseconds, 0)), at: histogram.firstCell + bounds.count + 1)
    }

    /// The number in a cell; one below zero comes out as its two's complement, so that sums over loops are right.
    func value(at index: Int) -> UInt64 {
        cells[index].load(ordering: .relaxed)
    }

    private func add(_ count: UInt64, at index: Int) {
        // Nobody else writes, so nothing can come between.
        cells[index].store(cells[index].load(ordering: .relaxed) &+ count, ordering: .relaxed)
    }
}
