// SPDX-License-Identifier: MIT

/// Who waits for the end of a drain, and for whom.
struct DrainState {
    private var remainingLoopCount: Int
    private var isCancelled = false
    private var waiter: CheckedContinuation<Void, Never>?

    init(loopCount: Int) {
        remainingLoopCount = loopCount
    }

    /// One waits; true when there is nothing to wait for.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        precondition(waiter == nil, "two wait for one drain")
        guard remainingLoopCount > 0, !isCancelled else { return true }
        waiter = continuation
        return false
    }

    /// A loop has no agents any more; the waiter, if it was the last.
    mutating func loopDrained() -> CheckedContinuation<Void, Never>? {
        remainingLoopCount -= 1
        return remainingLoopCount == 0 ? waiter.take() : nil
    }

    /// Whoever waits does not any more.
    mutating func cancel() -> CheckedContinuation<Void, Never>? {
        isCancelled = true
        return waiter.take()
    }
}
