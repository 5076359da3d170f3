// SPDX-License-Identifier: MIT

private import Glibc

/// The signals that a gateway obeys, received one after another by the thread that made the queue.
///
/// They are blocked, for that thread and those that it starts from then on, so that nothing is interrupted.
struct SignalQueue: Sendable {
    /// What a signal asks for.
    enum Signal: Sendable {
        /// SIGTERM or SIGINT.
        case stop
        /// SIGHUP.
        case reload
        /// ``SignalQueue/wake()``.
        case wake
    }

    /// What ``wake()`` sends: it has no meaning of its own.
    private static let wakeSignal = SIGUSR2

    private let thread: pthread_t

    /// Blocks the signals.
    init() {
        thread = pthread_self()
        var signals = Self.all
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for the next signal.
    func next() -> Signal {
        var signals = Self.all
        var number: Int32 = 0
        unsafe sigwait(&signals, &number)
        return switch number {
        case SIGHUP: .reload
        case Self.wakeSignal: .wake
        default: .stop
        }
    }

    /// Makes ``next()`` return; any thread.
    func wake() {
        pthread_kill(thread, Self.wakeSignal)
    }

    private static var all: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGTERM, SIGINT, SIGHUP, wakeSignal] { unsafe sigaddset(&signals, number) }
        return signals
    }
}
