// SPDX-License-Identifier: MIT

internal import CAllocationCounter

/// What was measured of one benchmark.
struct Measurement {
    /// Which benchmark it was.
    let name: String
    /// Nanoseconds of one operation: the middle of all rounds.
    let median: Double
    /// Nanoseconds of one operation in the quickest round: what is left when nothing else wants the processor.
    let minimum: Double
    /// Allocations of one operation in the round that made the fewest.
    let allocations: Double

    /// Runs all benchmarks in turns (A B C A B C …), so that whatever else the machine does falls on all of them.
    ///
    /// - Parameters:
    ///   - benchmarks: what to run.
    ///   - rounds: turns that count; one more comes before them and does not.
    /// - Returns: the measurements, in the order of the benchmarks.
    /// - Throws: what a benchmark throws.
    static func all(of benchmarks: [Benchmark], rounds: Int) throws -> [Measurement] {
        var samples = Array(repeating: [Sample](), count: benchmarks.count)
        for round in 0...rounds {
            for (index, benchmark) in benchmarks.enumerated() {
                let sample = try Sample(of: benchmark)
                if round > 0 { samples[index].append(sample) }
            }
        }
        return zip(benchmarks, samples).map { Measurement($0.name, $1) }
    }

    private init(_ name: String, _ samples: [Sample]) {
        self.name = name
        let times = samples.map(\.nanoseconds).sorted()
        median = times[times.count / 2]
        minimum = times[0]
        allocations = samples.map(\.allocations).min() ?? 0
    }
}

/// One round of one benchmark, by operation.
private struct Sample {
    let nanoseconds: Double
    let allocations: Double

    init(of benchmark: Benchmark) throws {
        let clock = ContinuousClock()
        let allocationsBefore = allocation_counter_count()
        let start = clock.now
        try benchmark.run(benchmark.operationsPerRound)
        let elapsed = start.duration(to: clock.now)
        let allocated = allocation_counter_count() - allocationsBefore
        let operations = Double(benchmark.operationsPerRound)
        nanoseconds = Double(elapsed.components.attoseconds) / 1e9 / operations
        allocations = Double(allocated) / operations
    }
}
