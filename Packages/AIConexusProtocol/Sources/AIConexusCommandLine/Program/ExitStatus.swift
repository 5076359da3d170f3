// SPDX-License-Identifier: MIT

/// What a command tells the shell.
public enum ExitStatus: Int32, Sendable {
    /// It did what was asked.
    case success = 0
    /// It ran, and the answer is no: a refused signature, an unreadable file, an unreachable gateway.
    case failure = 1
    /// It was asked wrongly: an unknown option, a missing argument.
    case usage = 2
}
