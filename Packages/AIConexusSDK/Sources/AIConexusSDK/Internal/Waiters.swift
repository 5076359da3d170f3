// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Tasks that wait for something to change; each is resumed once, and looks again by itself.
final class Waiters: Sendable {
    private struct State {
        var waiting: [(number: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var last = 0
        /// The number up to which all that began to wait were resumed.
        var resumed = 0
    }

    private let state = Locked(State())

    /// Waits for ``resumeAll()``: a call of it that comes after this one began, however soon, is not missed.
    ///
    /// - Throws: `CancellationError`.
    func wait() async throws {
        // On the caller's thread still; what follows need not be, and others may come first.
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustResume = state.withLock { state in
                    // Under the lock: a cancellation that comes later finds the continuation.
                    if Task.isCancelled || number <= state.resumed { return true }
                    state.waiting.append((number, continuation))
                    return false
                }
                if mustResume { continuation.resume() }
            }
        } onCancel: {
            cancel(number)
        }
        try Task.checkCancellation()
    }

    /// Waits for ``resumeAll()``, cancelled or not: for what is sure to come soon.
    func waitRegardless() async {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiting.append((0, continuation)) }
        }
    }

    /// Has all that wait go on, the first that came first.
    func resumeAll() {
        let waiting = state.withLock { state in
            let waiting = state.waiting
            state.waiting = []
            state.resumed = state.last
            return waiting
        }
        for (_, continuation) in waiting { continuation.resume() }
    }

    private func cancel(_ number: Int) {
        let continuation = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0).continuation }
        }
        continuation?.resume()
    }
}
