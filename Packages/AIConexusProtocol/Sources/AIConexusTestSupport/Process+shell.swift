// SPDX-License-Identifier: MIT

public import Foundation

extension Process {
    /// Starts the program with no signal blocked, as a shell does.
    ///
    /// A child inherits what is blocked, and the threads that tests run on block SIGINT among others.
    public func runAsFromShell() throws {
        var (none, usual) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &usual)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &usual, nil) }
        try run()
    }

    /// The exit status, or 128 and the signal's number.
    public var shellStatus: Int32 {
        terminationReason == .uncaughtSignal ? 128 + terminationStatus : terminationStatus
    }
}
