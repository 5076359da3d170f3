// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import CAIConexusShims
internal import Glibc
internal import Synchronization

/// One thread that waits for sockets, timers and jobs, and runs everything that belongs to it, one thing after another.
///
/// **Create** it by ``with(name:_:)``, or by `init` and ``shutdown()``. **It is an executor**: an actor whose
/// `unownedExecutor` is `loop.asUnownedSerialExecutor()` lives on this thread, and may use channels without a hop.
/// **Objects** that belong to the loop (channels, listeners, timers) are not safe to share; they are made and used on
/// its thread only, which their methods check. From other threads use ``execute(_:)``, ``run(_:)`` or a ``Mailbox``.
/// **Shutdown** cuts what is still open; every channel's delegate hears `loopStopped`.
public final class EventLoop: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: `inbox` is locked, `owner` and `thread` are explained below, and all other
    // variables are touched by the loop's thread only (`preconditionOnLoop`).

    /// How often jobs that produce jobs are run before sockets get their turn again.
    private static let jobRounds = 32
    /// One read takes at most this many bytes.
    private static let readByteCount = 64 << 10

    /// Work from other threads.
    private struct Inbox {
        var jobs: [LoopJob] = []
        var isStopping = false
        /// The loop's own thread has ended.
        var hasEnded = false
        /// A thread that serves jobs which came after the end is running.
        var servesLateJobs = false
        var stopped: CheckedContinuation<Void, Never>?
    }

    private let inbox = Locked(Inbox())
    /// The thread that runs the loop, 0 for none; only that thread itself ever finds its own number here.
    private let owner = Atomic<UInt>(0)
    /// Written once, before `init` returns.
    private var thread: NativeThread?
    private let wakeDescriptor: Int32
    private let name: String

    // The loop's thread only:
    internal var poller: Poller
    internal let readBuffer = ReadBuffer(byteCount: readByteCount)
    /// Byte arrays shared by everything on the loop.
    public let buffers = BufferPool()
    private var time: LoopInstant
    private var timers: LoopTimers
    private var jobs: [LoopJob] = []
    private var participants: [any TurnParticipant] = []
    private var residents: [ObjectIdentifier: any LoopResident] = [:]

    /// Starts a loop with its thread, which runs until ``shutdown()``.
    ///
    /// - Parameter name: the thread's name for debuggers, at most 15 bytes.
    /// - Throws: `resourcesExhausted` without a free descriptor or thread.
    public init(name: String = "aiconexus-loop") throws(TransportError) {
        self.name = name
        let poller = try Poller()
        wakeDescriptor = poller.wakeDescriptor
        self.poller = poller
        time = .current
        timers = LoopTimers(origin: time)
        // The thread keeps the loop alive until it ends.
        thread = try NativeThread(name: name) { self.runUntilStopped() }
    }

    /// Runs `body` with a loop that lives as long as the call.
    ///
    /// - Parameters:
    ///   - name: the thread's name for debuggers, at most 15 bytes.
    ///   - body: what uses the loop.
    /// - Returns: what `body` returns.
    /// - Throws: `resourcesExhausted` as `init`, and what `body` throws.
    public static func with<Result>(
        name: String = "aiconexus-loop",
        _ body: (EventLoop) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop(name: name)
        do {
            let result = try await body(loop)
            await loop.shutdown()
            return result
        } catch {
            await loop.shutdown()
            throw error
        }
    }

    /// Cuts everything open on the loop, runs the jobs there are, and ends the thread.
    ///
    /// Called once, from outside of the loop. Jobs that the runtime schedules later (an actor on a loop that ended) still
    /// run, one after another, on a thread that is made for them; timers and sockets are gone then.
    public func shutdown() async {
        precondition(!isOnLoop, "a loop cannot wait for its own end")
        await withCheckedContinuation { continuation in
            inbox.withLock { inbox in
                precondition(!inbox.isStopping, "a loop was shut down twice")
                inbox.isStopping = true
                inbox.stopped = continuation
            }
            wake()
        }
        // The thread resumed us as its last act.
        thread?.join()
    }

    /// Whether the calling thread is the loop's.
    @inline(__always)
    public var isOnLoop: Bool {
        owner.load(ordering: .relaxed) == NativeThread.current
    }

    /// Traps unless the calling thread is the loop's.
    @inline(__always)
    internal func preconditionOnLoop() {
        precondition(isOnLoop, "this belongs to a loop and was used on another thread")
    }
}

// MARK: - Work from anywhere

extension EventLoop {
    /// Runs `body` on the loop's thread soon; may be called from any thread.
    public func execute(_ body: @escaping @Sendable () -> Void) {
        add(.closure(body))
    }

    /// Runs `body` on the loop's thread and waits for its result.
    ///
    /// - Throws: what `body` throws.
    public func run<Result: Sendable, Failure>(
        _ body: @escaping @Sendable () throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let result: Swift.Result<Result, Failure> = await withCheckedContinuation { continuation in
            execute {
                do throws(Failure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    internal func add(_ job: LoopJob) {
        if isOnLoop {
            jobs.append(job)
            return
        }
        let (mustWake, mustServe) = inbox.withLock { inbox in
            inbox.jobs.append(job)
            guard inbox.hasEnded else { return (inbox.jobs.count == 1, false) }
            let mustServe = !inbox.servesLateJobs
            inbox.servesLateJobs = true
            return (false, mustServe)
        }
        if mustWake { wake() }
        if mustServe { serveLateJobs() }
    }

    /// Runs `body` soon on this thread, but not inside of the present call; called on the loop.
    internal func later(_ body: @escaping () -> Void) {
        preconditionOnLoop()
        jobs.append(.local(body))
    }

    /// Has `resident` told when the loop ends, and keeps it until ``remove(_:)``.
    ///
    /// - Throws: `loopStopped` when it has ended.
    internal func add(_ resident: any LoopResident) throws(TransportError) {
        preconditionOnLoop()
        guard !poller.isStopped else { throw TransportError(.loopStopped, "the loop was shut down") }
        residents[ObjectIdentifier(resident)] = resident
    }

    /// Takes ``add(_:)`` back.
    internal func remove(_ resident: any LoopResident) {
        residents[ObjectIdentifier(resident)] = nil
    }

    private func wake() {
        var one: UInt64 = 1
        // Fails only when 2⁶⁴ − 2 wake-ups are waiting: then the loop is awake anyway.
        _ = unsafe write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }
}

// MARK: - The thread

extension EventLoop {
    private func runUntilStopped() {
        owner.store(NativeThread.current, ordering: .relaxed)
        while !turn() {}
        for resident in Array(residents.values) { resident.loopStopped() }
        for handler in poller.stop() { handler.loopStopped() }
        // What the closed channels and the jobs set off is still carried out.
        var stopped: CheckedContinuation<Void, Never>?
        repeat {
            _ = takeInbox()
            finishTurn()
            stopped = inbox.withLock { inbox in
                guard jobs.isEmpty, participants.isEmpty, inbox.jobs.isEmpty else { return nil }
                // Given up inside the lock: a thread that serves late jobs must not find our number, nor we its.
                owner.store(0, ordering: .relaxed)
                inbox.hasEnded = true
                return inbox.stopped.take()
            }
        } while stopped == nil
        stopped?.resume()
    }

    /// One turn; returns whether the loop is asked to stop.
    private func turn() -> Bool {
        let count = poller.wait(milliseconds: waitMilliseconds())
        time = .current
        for index in 0..<count {
            guard let (handler, events) = poller.event(index) else { continue }
            handler.ready(for: events)
        }
        let isStopping = takeInbox()
        timers.advance(to: time)
        while let action = timers.popDue() { action() }
        finishTurn()
        return isStopping
    }

    private func takeInbox() -> Bool {
        inbox.withLock { inbox in
            if jobs.isEmpty {
                swap(&jobs, &inbox.jobs)
            } else {
                jobs.append(contentsOf: inbox.jobs)
                inbox.jobs.removeAll(keepingCapacity: true)
            }
            return inbox.isStopping
        }
    }

    private func finishTurn() {
        runJobs(rounds: Self.jobRounds)
        var next = 0
        // Participants may add others: TLS records go to a socket that then has output.
        while next < participants.count {
            let participant = participants[next]
            next += 1
            participant.turnEnded()
        }
        participants.removeAll(keepingCapacity: next <= 4_096)
    }

    private func runJobs(rounds: Int) {
        var batch: [LoopJob] = []
        for _ in 0..<rounds where !jobs.isEmpty {
            swap(&batch, &jobs)
            for job in batch { run(job) }
            batch.removeAll(keepingCapacity: true)
        }
        // Keep the larger storage for the next turn.
        if jobs.isEmpty, jobs.capacity < batch.capacity { swap(&batch, &jobs) }
    }

    private func run(_ job: LoopJob) {
        switch job {
        case .task(let task):
            unsafe task.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(),
                taskExecutor: asUnownedTaskExecutor()
            )
        case .closure(let body): body()
        case .local(let body): body()
        case .mailbox(let mailbox): mailbox.deliver()
        }
    }

    private func waitMilliseconds() -> Int32 {
        guard jobs.isEmpty, participants.isEmpty else { return 0 }
        guard let deadline = timers.nextDeadline else { return -1 }
        let remaining = deadline.nanoseconds - LoopInstant.current.nanoseconds
        return Int32(clamping: max(0, remaining + 999_999) / 1_000_000)
    }

    /// Runs what was enqueued after the loop's end, on a thread of its own, so that no task is lost or left hanging.
    private func serveLateJobs() {
        let serve: @Sendable () -> Void = {
            self.owner.store(NativeThread.current, ordering: .relaxed)
            repeat {
                _ = self.takeInbox()
                self.finishTurn()
            } while !self.inbox.withLock { inbox in
                guard self.jobs.isEmpty, self.participants.isEmpty, inbox.jobs.isEmpty else { return false }
                self.owner.store(0, ordering: .relaxed)
                inbox.servesLateJobs = false
                return true
            }
        }
        do throws(TransportError) {
            try NativeThread(name: name, serve).detach()
        } catch {
            preconditionFailure("a job came after its loop's end and found no thread: \(error)")
        }
    }
}

// MARK: - Clock, timers, end of turn

extension EventLoop: Loop {
    /// The time at which this turn began.
    public var now: LoopInstant {
        preconditionOnLoop()
        return time
    }

    /// Calls `action` once, in the turn in which `deadline` has passed.
    @discardableResult
    public func schedule(at deadline: LoopInstant, _ action: @escaping () -> Void) -> TimerID {
        preconditionOnLoop()
        return timers.schedule(at: deadline, now: time, action)
    }

    /// Forgets a timer.
    public func cancel(_ timer: TimerID) {
        preconditionOnLoop()
        timers.cancel(timer)
    }

    /// Calls `participant.turnEnded()` once at the end of this turn.
    public func atTurnEnd(_ participant: any TurnParticipant) {
        preconditionOnLoop()
        participants.append(participant)
    }
}

extension LoopInstant {
    /// The time now; one call of the vDSO, about 20 ns.
    internal static var current: LoopInstant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return LoopInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
