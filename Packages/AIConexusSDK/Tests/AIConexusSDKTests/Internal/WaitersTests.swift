// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusSDK

@Suite("Waiting for a change", .timeLimit(.minutes(1)))
struct WaitersTests {
    @Test("whoever waits is resumed once; whoever is cancelled gets an error")
    func resume() async throws {
        let waiters = Waiters()
        async let first: Void = waiters.wait()
        async let second: Void = waiters.waitRegardless()
        let cancelled = Task { try await waiters.wait() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        // They may not wait yet: whoever comes too late is resumed by a later round.
        let rounds = Task {
            while !Task.isCancelled {
                waiters.resumeAll()
                await Task.yield()
            }
        }
        try await first
        await second
        rounds.cancel()
        await rounds.value
    }

    @Test("cancellations against waits: none is left hanging")
    func races() async {
        let waiters = Waiters()
        for number in 0..<5_000 {
            let task = Task { try await waiters.wait() }
            if number % 2 == 0 { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
