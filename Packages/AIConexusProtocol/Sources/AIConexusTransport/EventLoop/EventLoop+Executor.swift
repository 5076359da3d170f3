// SPDX-License-Identifier: MIT

extension EventLoop: SerialExecutor {
    /// Runs a part of a task on the loop's thread; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        add(.task(UnownedJob(job)))
    }

    /// Traps unless the calling thread is the loop's; this is what lets `assumeIsolated` work in callbacks.
    public func checkIsolated() {
        preconditionOnLoop()
    }

    /// Whether the calling thread is the loop's.
    public func isIsolatingCurrentContext() -> Bool? {
        isOnLoop
    }
}
