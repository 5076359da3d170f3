// SPDX-License-Identifier: MIT

/// A loop's timers: a ``TimerWheel`` counted in steps of 10 ms from the loop's beginning.
struct LoopTimers {
    /// Timers fire in steps of this many nanoseconds, so that many deadlines share one wake-up.
    private static let tickNanoseconds: Int64 = 10_000_000

    private let origin: LoopInstant
    private var wheel = TimerWheel<() -> Void>()

    init(origin: LoopInstant) {
        self.origin = origin
    }

    /// Schedules `action`, for the next turn when `deadline` is not after `now`.
    mutating func schedule(at deadline: LoopInstant, now: LoopInstant, _ action: @escaping () -> Void) -> TimerID {
        guard deadline > now else { return wheel.schedule(at: 0, action) }
        let delay = (deadline - origin).clampedNanoseconds
        // Rounded up: never early.
        let tick = delay / Self.tickNanoseconds + (delay % Self.tickNanoseconds == 0 ? 0 : 1)
        return wheel.schedule(at: UInt64(clamping: tick), action)
    }

    /// How many are scheduled.
    var count: Int { wheel.count }

    mutating func cancel(_ timer: TimerID) {
        wheel.cancel(timer)
    }

    /// Moves time on; what is due comes out by ``popDue()``.
    mutating func advance(to now: LoopInstant) {
        wheel.advance(to: UInt64(clamping: (now - origin).clampedNanoseconds / Self.tickNanoseconds))
    }

    mutating func popDue() -> (() -> Void)? {
        wheel.popDue()
    }

    /// When the loop has to look again, `nil` without timers; never later than the next deadline's step.
    var nextDeadline: LoopInstant? {
        wheel.nextTick.map { LoopInstant(nanoseconds: origin.nanoseconds + Int64(clamping: $0) * Self.tickNanoseconds) }
    }
}
