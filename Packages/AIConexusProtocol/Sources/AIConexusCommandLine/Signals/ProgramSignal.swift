// SPDX-License-Identifier: MIT

// `sigset_t` belongs to whichever C module includes its header first.
private import CAIConexusShims
private import Glibc

/// A signal that a program obeys in its own way.
public enum ProgramSignal: Hashable, Sendable, CaseIterable {
    /// SIGINT: Ctrl-C on a terminal.
    case interrupt
    /// SIGTERM: a supervisor wants the program to end.
    case terminate
    /// SIGHUP: the terminal is gone, or a daemon's files have changed.
    case hangUp

    /// The number that the system knows it by.
    var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangUp: SIGHUP
        }
    }

    /// Whether whoever started the process wants it to ignore the signal, as `nohup` and shells do for jobs in the
    /// background.
    var isIgnored: Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        // SIG_IGN is the address 1, which Swift does not import.
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// Ends the process as this signal does where nobody handles it, so that a shell sees what happened.
    func end() -> Never {
        signal(number, SIG_DFL)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
        // The first process of a container is not ended by a signal of its own.
        exit(128 + number)
    }
}
