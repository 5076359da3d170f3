// SPDX-License-Identifier: MIT

import AIConexusTransport

@testable import AIConexusSDK

/// A loop whose work runs on a thread of its own, and whose clock only a test moves.
///
/// Guard of `@unchecked Sendable`: the clock is touched on the thread only, which `thread.execute` and the actor of a
/// test see to.
final class TestLoop: AgentLoop, @unchecked Sendable {
    let thread: EventLoop
    private let clock = ManualLoop()

    init(on thread: EventLoop) {
        self.thread = thread
    }

    var now: LoopInstant { clock.now }

    var buffers: BufferPool { clock.buffers }

    func schedule(at deadline: LoopInstant, _ action: @escaping () -> Void) -> TimerID {
        clock.schedule(at: deadline, action)
    }

    func cancel(_ timer: TimerID) { clock.cancel(timer) }

    func atTurnEnd(_ participant: any TurnParticipant) { clock.atTurnEnd(participant) }

    func execute(_ body: @escaping @Sendable () -> Void) { thread.execute(body) }

    /// Moves the clock, firing timers at their times.
    func advance(by duration: Duration) { clock.advance(by: duration) }
}
