// SPDX-License-Identifier: MIT

/// What a connection remembers between timers in order to tell a slow or silent peer from a working one.
///
/// Timers run freely and look at marks, so that a message costs a counter and no timer operation.
struct WebSocketLiveness: Equatable, Sendable {
    enum Verdict {
        /// Something was received since the last look.
        case alive
        /// Nothing was received; a ping is due.
        case silent
        /// Nothing was received after a ping either.
        case dead
    }

    private var hasReceived = false
    private var awaitsPong = false
    private var messageNumber: UInt64 = 0
    private var watchedMessageNumber: UInt64?

    mutating func receivedBytes() {
        hasReceived = true
    }

    mutating func receivedMessage() {
        messageNumber &+= 1
    }

    /// Begins to watch the message in progress.
    ///
    /// - Returns: `false` when a timer runs already.
    mutating func watchMessage() -> Bool {
        guard watchedMessageNumber == nil else { return false }
        watchedMessageNumber = messageNumber
        return true
    }

    mutating func rewatchMessage() {
        watchedMessageNumber = messageNumber
    }

    mutating func stopWatchingMessage() {
        watchedMessageNumber = nil
    }

    /// Whether the message that was unfinished when the watch began is still the one in progress.
    var isWatchedMessageCurrent: Bool { watchedMessageNumber == messageNumber }

    mutating func keepAlivePassed() -> Verdict {
        if hasReceived {
            hasReceived = false
            awaitsPong = false
            return .alive
        }
        guard !awaitsPong else { return .dead }
        awaitsPong = true
        return .silent
    }
}
