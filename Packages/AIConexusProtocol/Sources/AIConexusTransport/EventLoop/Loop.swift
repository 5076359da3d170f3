// SPDX-License-Identifier: MIT

/// What a layer above a channel needs of the loop that drives it: a clock, timers, and the end of the turn.
///
/// ``EventLoop`` is the real one, ``ManualLoop`` the one that tests turn by hand. A turn is: wait for events, handle
/// them, fire due timers, run jobs, then the end-of-turn participants, which is when output leaves. All of it on one
/// thread.
public protocol Loop: AnyObject {
    /// The time at which this turn began, as often as you like at no cost.
    var now: LoopInstant { get }

    /// Byte arrays shared by everything on the loop, for buffers that are needed only while there is something in them.
    var buffers: BufferPool { get }

    /// Calls `action` once, in the turn in which `deadline` has passed; never early, at most 10 ms plus a turn late.
    ///
    /// The action is kept until it fired or was cancelled. Complexity: O(1).
    @discardableResult
    func schedule(at deadline: LoopInstant, _ action: @escaping () -> Void) -> TimerID

    /// Forgets a timer; does nothing when it fired or was cancelled before. Complexity: O(1).
    func cancel(_ timer: TimerID)

    /// Calls `participant.turnEnded()` once at the end of this turn, after all events, timers and jobs.
    ///
    /// A participant that is added during that phase is still served in it.
    func atTurnEnd(_ participant: any TurnParticipant)
}

extension Loop {
    /// Calls `action` once after `delay`; see ``schedule(at:_:)``.
    @discardableResult
    public func schedule(after delay: Duration, _ action: @escaping () -> Void) -> TimerID {
        schedule(at: now + delay, action)
    }
}
