// SPDX-License-Identifier: MIT

/// A timer that the shell of a ``WebSocketStateMachine`` must start, once.
///
/// When it fires the shell calls ``WebSocketStateMachine/timerFired(_:)``; the machine knows which are out of date. There
/// is never more than one of a purpose. When the machine has ended, those that still run can be cancelled.
public struct WebSocketTimer: Hashable, Sendable {
    /// What the machine looks at when the timer fires.
    public enum Purpose: Int, CaseIterable, Sendable {
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
