// SPDX-License-Identifier: MIT

/// One operation to measure.
struct Benchmark {
    /// What the table and `--only` call it.
    let name: String
    /// Operations in one round; a round should take 1…10 ms, so that reading the clock does not count.
    let operationsPerRound: Int
    /// Does the operation as often as it is told; the loop is inside, so that calling it does not count either.
    let run: (_ operations: Int) throws -> Void

    /// Creates a benchmark.
    ///
    /// - Parameters:
    ///   - name: what the table calls it.
    ///   - operationsPerRound: operations in one round.
    ///   - run: does the operation as often as it is told.
    init(_ name: String, operationsPerRound: Int, _ run: @escaping (_ operations: Int) throws -> Void) {
        self.name = name
        self.operationsPerRound = operationsPerRound
        self.run = run
    }
}

/// Keeps the optimiser from removing the work that made `value`.
@inline(never)
@_optimize(none)
func keep<Value>(_ value: Value) {}
