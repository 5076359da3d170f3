// SPDX-License-Identifier: MIT

import AIConexusTransport
import Synchronization
import Testing

/// State that lives on a loop's thread.
private actor Resident {
    nonisolated let loop: EventLoop
    private(set) var count = 0

    init(on loop: EventLoop) {
        self.loop = loop
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    func increment() -> Bool {
        count += 1
        return loop.isOnLoop
    }

    /// Whether a function that is awaited within the actor begins before the loop does anything else.
    func continuesAtOnce() async -> Bool {
        let others = Others()
        loop.execute { others.came() }
        return await withCheckedContinuation { $0.resume(returning: !others.haveCome) }
    }

    func shutDownLoop() async {
        await loop.shutdown()
    }

    /// What a callback on the loop's thread may do without a hop.
    nonisolated func incrementFromCallback() {
        assumeIsolated { $0.count += 1 }
    }
}

/// Whether the loop has done something else.
private final class Others: Sendable {
    private let state = Mutex(false)

    var haveCome: Bool { state.withLock { $0 } }

    func came() { state.withLock { $0 = true } }
}

@Suite("EventLoop", .timeLimit(.minutes(1)))
struct EventLoopTests {
    @Test("work from another thread runs on the loop's thread, in order")
    func execute() async throws {
        try await EventLoop.with { loop in
            let seen = Mutex<[Int]>([])
            for number in 0..<1_000 { loop.execute { seen.withLock { $0.append(loop.isOnLoop ? number : -1) } } }
            await loop.run {}
            #expect(seen.withLock { $0 } == Array(0..<1_000))
            #expect(!loop.isOnLoop)
        }
    }

    @Test("run gives back the result, and the error with its type")
    func runResult() async throws {
        try await EventLoop.with { loop in
            #expect(await loop.run { 42 } == 42)
            let error = TransportError(.cancelled, "as asked")
            await #expect(throws: error) {
                try await loop.run { () throws(TransportError) -> Int in throw error }
            }
        }
    }

    @Test("an actor on the loop runs on its thread, and callbacks may enter it without a hop")
    func actorIsolation() async throws {
        try await EventLoop.with { loop in
            let resident = Resident(on: loop)
            for _ in 0..<100 { #expect(await resident.increment()) }
            await loop.run { resident.incrementFromCallback() }
            #expect(await resident.count == 101)
        }
    }

    @Test("an await that stays within an actor lets nothing come between")
    func noGap() async throws {
        try await EventLoop.with { loop in
            let resident = Resident(on: loop)
            for _ in 0..<10 { #expect(await resident.continuesAtOnce()) }
        }
    }

    @Test("a timer fires after its deadline; a cancelled one does not")
    func timers() async throws {
        try await EventLoop.with { loop in
            let early = await withCheckedContinuation { continuation in
                loop.execute {
                    let deadline = loop.now + .milliseconds(15)
                    let cancelled = loop.schedule(at: deadline) { Issue.record("a cancelled timer fired") }
                    loop.schedule(at: deadline + .milliseconds(20)) {
                        continuation.resume(returning: loop.now < deadline)
                    }
                    loop.cancel(cancelled)
                    loop.cancel(cancelled)
                }
            }
            #expect(!early)
        }
    }

    @Test("a timer for now fires in the next turn, after this turn's end")
    func immediateTimer() async throws {
        final class Recorder: TurnParticipant {
            var events: [String] = []
            func turnEnded() { events.append("turn ended") }
        }
        try await EventLoop.with { loop in
            let events = await withCheckedContinuation { continuation in
                loop.execute {
                    let recorder = Recorder()
                    loop.schedule(at: loop.now) {
                        recorder.events.append("fired")
                        continuation.resume(returning: recorder.events)
                    }
                    loop.atTurnEnd(recorder)
                }
            }
            #expect(events == ["turn ended", "fired"])
        }
    }

    @Test("shutdown runs the jobs that were waiting")
    func shutdownDrains() async throws {
        let loop = try EventLoop()
        let count = Mutex(0)
        for _ in 0..<100 { loop.execute { count.withLock { $0 += 1 } } }
        await loop.shutdown()
        #expect(count.withLock { $0 } == 100)
    }

    @Test("shutdown lets go of what timers hold, and with it of the loop")
    func shutdownDropsTimers() async throws {
        final class Witness: Sendable {}
        weak var held: Witness?
        weak var gone: EventLoop?
        do {
            let loop = try EventLoop()
            let witness = Witness()
            (held, gone) = (witness, loop)
            await loop.run { _ = loop.schedule(after: .seconds(600)) { withExtendedLifetime((witness, loop)) {} } }
            await loop.shutdown()
        }
        #expect(held == nil)
        #expect(gone == nil)
    }

    @Test("what comes after the end still runs, one thing after another")
    func lateJobs() async throws {
        let loop = try EventLoop()
        let resident = Resident(on: loop)
        await loop.shutdown()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { for _ in 0..<20 { #expect(await resident.increment()) } }
            }
        }
        #expect(await resident.count == 1_000)
    }

    @Test("a group's loops are different threads")
    func group() async throws {
        try await EventLoopGroup.with(count: 3) { group in
            #expect(group.loops.count == 3)
            for loop in group.loops {
                let others = group.loops.filter { $0 !== loop }
                #expect(await loop.run { loop.isOnLoop && !others.contains { $0.isOnLoop } })
            }
        }
    }

    @Test("what belongs to a loop traps on another thread")
    func wrongThread() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            _ = loop.schedule(after: .zero) {}
        }
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            _ = try Listener(at: SocketAddress(.loopbackV4, port: 0), on: loop) { _ in }
        }
    }

    @Test("shutting down twice, or from the loop itself, traps")
    func misusedShutdown() async {
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            await loop.shutdown()
            await loop.shutdown()
        }
        await #expect(processExitsWith: .failure) {
            let loop = try EventLoop()
            await Resident(on: loop).shutDownLoop()
        }
    }
}
