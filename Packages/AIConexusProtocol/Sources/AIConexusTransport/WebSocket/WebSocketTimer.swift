// SPDX-License-Identifier: MIT

/// A timer that the shell of a ``WebSocketStateMachine`` must start, once, and never cancel.
///
/// When it fires the shell calls ``WebSocketStateMachine/timerFired(_:)``; the machine knows which are out of date.
public struct WebSocketTimer: Hashable, Sendable {
    /// What the machine looks at when the timer fires.
    public enum Purpose: Sendable {
        /// Whether the message that was unfinished is still the same.
        case message
        /// Whether the peer answered our Close.
        case close
        /// Whether anything was received.
        case keepAlive
    }

    /// What the machine looks at when the timer fires.
    public let purpose: Purpose
    /// From now.
    public let delay: Duration
}
