// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// A task that waits for something on a loop, and may be cancelled.
///
/// Guard of `@unchecked Sendable`: touched on the loop's thread only.
final class Waiter<Value: Sendable>: @unchecked Sendable {
    private var continuation: CheckedContinuation<Result<Value, PeerConnectionError>, Never>?
    private var isCancelled = false

    /// Suspends the calling task until somebody resumes the waiter.
    ///
    /// - Parameters:
    ///   - loop: where `begin` runs, and where the waiter is resumed.
    ///   - isolation: the caller's, whose thread is not left for the wait.
    ///   - begin: puts the waiter where it will be found; not called when the task was cancelled before.
    /// - Returns: what it is resumed with.
    /// - Throws: what it is resumed with, or `cancelled`.
    static func wait(
        on loop: EventLoop,
        isolation: isolated (any Actor)? = #isolation,
        _ begin: @escaping @Sendable (Waiter) -> Void
    ) async throws(PeerConnectionError) -> Value {
        let waiter = Waiter()
        let result = await withTaskCancellationHandler {
            // Captured, so that this closure has the caller's isolation.
            _ = isolation
            return await withCheckedContinuation { continuation in
                run(on: loop) {
                    waiter.continuation = continuation
                    if waiter.isCancelled { waiter.cancel() } else { begin(waiter) }
                }
            }
        } onCancel: {
            run(on: loop) { waiter.cancel() }
        }
        return try result.get()
    }

    /// At once on the loop's own thread, which costs no turn.
    private static func run(on loop: EventLoop, _ body: @escaping @Sendable () -> Void) {
        if loop.isOnLoop { body() } else { loop.execute(body) }
    }

    /// Whether nobody waits any more.
    var isOver: Bool { continuation == nil }

    /// Lets the task go on; does nothing the second time.
    func resume(_ result: Result<Value, PeerConnectionError>) {
        continuation?.resume(returning: result)
        continuation = nil
    }

    private func cancel() {
        isCancelled = true
        resume(.failure(PeerConnectionError(.cancelled, "the task was cancelled")))
    }
}

/// Tasks that wait for the same thing.
struct WaiterQueue {
    private var waiters: [Waiter<Void>] = []

    /// Adds a task; those that gave up leave.
    mutating func add(_ waiter: Waiter<Void>) {
        waiters.removeAll(where: \.isOver)
        waiters.append(waiter)
    }

    /// Lets all go on.
    mutating func resume(_ result: Result<Void, PeerConnectionError> = .success(())) {
        guard !waiters.isEmpty else { return }
        let resumed = waiters
        waiters = []
        for waiter in resumed { waiter.resume(result) }
    }
}
#endif
