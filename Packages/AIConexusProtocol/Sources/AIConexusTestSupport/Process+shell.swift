// SPDX-License-Identifier: MIT

private import AIConexusProtocol
public import Foundation

/// Foundation notices the end of a process by the end of a socket, which a process that is started at the same time
/// would inherit and keep open: one at a time, then.
private let starting = Locked(())

extension Process {
    /// Starts the program with no signal blocked, as a shell does.
    ///
    /// A child inherits what is blocked, and the threads that tests run on block SIGINT among others.
    public func runAsFromShell() throws {
        var (none, usual) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        try starting.withLock { _ in
            unsafe pthread_sigmask(SIG_SETMASK, &none, &usual)
            defer { unsafe pthread_sigmask(SIG_SETMASK, &usual, nil) }
            try run()
        }
    }

    /// The exit status, or 128 and the signal's number.
    public var shellStatus: Int32 {
        terminationReason == .uncaughtSignal ? 128 + terminationStatus : terminationStatus
    }
}
