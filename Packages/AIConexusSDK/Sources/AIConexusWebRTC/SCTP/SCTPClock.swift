// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport
internal import CUsrsctp
internal import Synchronization

/// Moves usrsctp's time on: every 10 ms while data is on its way, ten times less often otherwise, not at all without
/// associations.
///
/// usrsctp looks through the timers of all associations at each step, and does so on one thread only: a loop of the
/// clock's own, which lives as long as the process.
final class SCTPClock: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: all variables are the loop's; the atomics speak for themselves.

    private static let quickStep = Duration.milliseconds(10)
    private static let slowStep = Duration.milliseconds(100)
    /// How long after the last data the quick steps go on.
    private static let quickTime = Duration.seconds(1)

    let loop: EventLoop
    /// Whether data was moved since the last step.
    private let isActive = Atomic(false)
    /// Whether the next step is a quick one.
    private let isQuick = Atomic(false)

    // The loop's thread only:
    private var associationCount = 0
    private var timer: TimerID?
    private var last: LoopInstant?
    private var lastActive = LoopInstant(nanoseconds: 0)

    /// Starts the thread.
    ///
    /// - Throws: `resourcesExhausted`.
    init() throws(TransportError) {
        loop = try EventLoop(name: "aiconexus-sctp")
    }

    /// Says that there are more or fewer associations; any thread.
    func associationCountChanged(by change: Int) {
        loop.execute { [self] in
            associationCount += change
            if timer == nil, associationCount > 0 { step() }
        }
    }

    /// Says that data was sent or received, so that its timers matter; any thread, cheap.
    func noteActivity() {
        isActive.store(true, ordering: .relaxed)
        guard !isQuick.exchange(true, ordering: .relaxed) else { return }
        loop.execute { [self] in
            if let timer { loop.cancel(timer) }
            step()
        }
    }

    private func step() {
        timer = nil
        guard associationCount > 0 else {
            last = nil
            isQuick.store(false, ordering: .relaxed)
            return
        }
        let now = loop.now
        if let last {
            let elapsed = (now - last) / .milliseconds(1)
            usrsctp_handle_timers(UInt32(elapsed))
            self.last = last + .milliseconds(Int(elapsed))
        } else {
            last = now
        }
        if isActive.exchange(false, ordering: .relaxed) { lastActive = now }
        let isQuick = now - lastActive < Self.quickTime
        self.isQuick.store(isQuick, ordering: .relaxed)
        timer = loop.schedule(after: isQuick ? Self.quickStep : Self.slowStep) { [self] in step() }
    }
}
#endif
