// SPDX-License-Identifier: MIT

import AIConexusTransport
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

    @Test("what changes on the loop after a wait there began is not missed")
    func promptness() async throws {
        try await EventLoop.with { loop in
            let waiting = WaitingActor(on: loop)
            for _ in 0..<1_000 { try await waiting.waitForChange() }
        }
    }
}

/// Waits on a loop for what changes there.
private actor WaitingActor {
    nonisolated let loop: EventLoop
    private let waiters = Waiters()
    private var hasChanged = false

    init(on loop: EventLoop) { self.loop = loop }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    func waitForChange() async throws {
        hasChanged = false
        // Runs as soon as this task gives the loop up.
        loop.execute { self.assumeIsolated { $0.change() } }
        while !hasChanged { try await waiters.wait() }
    }

    private func change() {
        hasChanged = true
        waiters.resumeAll()
    }
}
