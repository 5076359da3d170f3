// SPDX-License-Identifier: MIT

// `sigset_t` belongs to whichever C module includes its header first.
private import CAIConexusShims
private import Glibc

/// The signals that a program obeys, received one after another by the thread that made the queue.
///
/// They are blocked, for that thread and those that it starts from then on, so that nothing is interrupted.
public struct SignalQueue: Sendable {
    /// What ``wake()`` sends: it has no meaning of its own.
    private static let wakeSignal = SIGUSR2

    private let signals: [ProgramSignal]
    private let thread: pthread_t

    /// Blocks signals from now on.
    ///
    /// - Parameter signals: those that ``next()`` is to return.
    public init(_ signals: [ProgramSignal] = ProgramSignal.allCases) {
        self.signals = signals
        thread = pthread_self()
        var set = Self.set(signals)
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the next signal; called by the thread that made the queue.
    ///
    /// - Returns: the signal, or `nil` after ``wake()``.
    public func next() -> ProgramSignal? {
        var set = Self.set(signals)
        var number: Int32 = 0
        unsafe sigwait(&set, &number)
        return signals.first { $0.number == number }
    }

    /// Makes ``next()`` return `nil`; any thread.
    public func wake() {
        pthread_kill(thread, Self.wakeSignal)
    }

    private static func set(_ signals: [ProgramSignal]) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in signals.map(\.number) + [wakeSignal] { unsafe sigaddset(&set, number) }
        return set
    }
}
