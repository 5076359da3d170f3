// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
private import AIConexusTransport

/// Makes a blocking call on a thread of its own, so that it occupies none of those that tasks share.
///
/// A cancelled task goes on at once; the thread ends when its call does, or with the process.
///
/// - Parameters:
///   - name: the thread's name, at most 15 bytes.
///   - body: makes the call.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws; `CancellationError`; when there is no thread to be had.
func withBlockingThread<Value: Sendable>(
    _ name: String,
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    let waiting = Locked<CheckedContinuation<Value, any Error>?>(nil)
    @Sendable func resume(_ result: Result<Value, any Error>) {
        waiting.withLock { $0.take() }?.resume(with: result)
    }
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            waiting.withLock { $0 = continuation }
            // A cancellation from before the continuation was there has found nothing to resume.
            if Task.isCancelled { return resume(.failure(CancellationError())) }
            do {
                try NativeThread(name: name) {
                    resume(Result { try body() })
                }.detach()
            } catch {
                resume(.failure(error))
            }
        }
    } onCancel: {
        resume(.failure(CancellationError()))
    }
}
