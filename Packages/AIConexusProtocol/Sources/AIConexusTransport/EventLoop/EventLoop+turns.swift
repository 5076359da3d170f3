// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import Glibc
internal import Synchronization

// What the loop's thread does: turns, and in each of them events, timers, jobs, and the end of the turn.

extension EventLoop {
    /// How often jobs that produce jobs are run before sockets get their turn again.
    private static let jobRounds = 32

    /// The thread's whole life.
    func runUntilStopped() {
        owner.store(NativeThread.current, ordering: .relaxed)
        while !turn() {}
        for resident in Array(residents.values) { resident.loopStopped() }
        for handler in poller.stop() { handler.loopStopped() }
        // What the closed channels and the jobs set off is still carried out.
        var stopped: CheckedContinuation<Void, Never>?
        repeat {
            dropTimers()
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

    /// Lets go of what timers hold, which may be what holds the loop.
    private func dropTimers() {
        let dropped = timers
        // Before anything of it is released: that may cancel timers.
        timers = LoopTimers(origin: time)
        withExtendedLifetime(dropped) {}
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
            // As the actor's executor and nothing else: were it the task's executor too, each `await` within the actor
            // would go through the queue, and others could come between.
            unsafe task.runSynchronously(on: asUnownedSerialExecutor())
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
    func serveLateJobs() {
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
