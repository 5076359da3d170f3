// SPDX-License-Identifier: MIT

/// A loop without thread, sockets or real time: tests turn it by hand and move its clock.
///
/// Belongs to the thread that made it. In-memory channels that are still open when it goes away are taken apart without
/// further events, so that a test need not end every connection.
public final class ManualLoop: Loop {
    /// The loop's time, which only ``advance(by:)`` moves.
    public private(set) var now: LoopInstant
    /// Byte arrays shared by everything on the loop.
    public let buffers = BufferPool()
    private var timers: LoopTimers
    /// How many timers are set.
    public var timerCount: Int { timers.count }
    private var participants: [any TurnParticipant] = []
    private var dismantlers: [() -> Void] = []

    /// Creates a loop whose clock stands still.
    ///
    /// - Parameter now: the time it shows.
    public init(now: LoopInstant = LoopInstant(nanoseconds: 0)) {
        self.now = now
        timers = LoopTimers(origin: now)
    }

    deinit {
        for dismantle in dismantlers { dismantle() }
    }

    /// Calls `dismantle` when the loop goes away.
    internal func atEnd(_ dismantle: @escaping () -> Void) {
        dismantlers.append(dismantle)
    }

    /// Calls `action` once, in the turn in which `deadline` has passed.
    @discardableResult
    public func schedule(at deadline: LoopInstant, _ action: @escaping () -> Void) -> TimerID {
        timers.schedule(at: deadline, now: now, action)
    }

    /// Forgets a timer.
    public func cancel(_ timer: TimerID) {
        timers.cancel(timer)
    }

    /// Calls `participant.turnEnded()` once at the end of the next turn, or of this one when called from within.
    public func atTurnEnd(_ participant: any TurnParticipant) {
        participants.append(participant)
    }

    /// One turn: fires what is due, then ends the turn.
    public func turn() {
        timers.advance(to: now)
        while let action = timers.popDue() { action() }
        var next = 0
        while next < participants.count {
            let participant = participants[next]
            next += 1
            participant.turnEnded()
        }
        participants.removeAll()
    }

    /// Turns until nothing is left to do at this time.
    ///
    /// - Parameter limit: the number of turns after which it traps, for what never comes to rest.
    public func runUntilIdle(limit: Int = 1_000_000) {
        for _ in 0..<limit {
            turn()
            guard hasWork else { return }
        }
        preconditionFailure("the loop did not come to rest")
    }

    /// Moves the clock to `duration` later, firing timers at their times on the way, and turns until nothing is left
    /// to do.
    public func advance(by duration: Duration) {
        let target = now + duration
        runUntilIdle()
        while let deadline = timers.nextDeadline, deadline <= target {
            now = max(now, deadline)
            runUntilIdle()
        }
        now = target
        runUntilIdle()
    }

    private var hasWork: Bool {
        guard participants.isEmpty else { return true }
        return timers.nextDeadline.map { $0 <= now } ?? false
    }
}
