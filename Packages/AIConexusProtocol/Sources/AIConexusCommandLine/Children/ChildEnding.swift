// SPDX-License-Identifier: MIT

/// How a program that was run has ended.
public struct ChildEnding: Hashable, Sendable {
    /// What ended it.
    public enum Cause: Hashable, Sendable {
        /// It ended by itself, with this status; 0 means that it did its work.
        case exited(Int32)
        /// A signal ended it.
        case killed(signal: Int32)
    }

    /// What ended it.
    public let cause: Cause
    /// The last line on its standard error that is not blank; empty when there is none.
    public let lastErrorLine: String

    /// Whether it says that it did its work.
    public var isSuccess: Bool { cause == .exited(0) }

    /// What `waitpid` reports.
    init(waitStatus: Int32, lastErrorLine: String) {
        // The layout of <bits/waitstatus.h>, whose macros Swift does not import.
        let signal = waitStatus & 0x7F
        cause = signal == 0 ? .exited(waitStatus >> 8 & 0xFF) : .killed(signal: signal)
        self.lastErrorLine = lastErrorLine
    }
}
