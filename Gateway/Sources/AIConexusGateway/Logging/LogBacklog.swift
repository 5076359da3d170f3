// SPDX-License-Identifier: MIT

/// How far the writing of events is behind.
package struct LogBacklog: Hashable, Sendable {
    /// Bytes that wait to be written.
    package var waitingByteCount: Int
    /// Events that were dropped since the start.
    package var droppedCount: Int

    package init(waitingByteCount: Int = 0, droppedCount: Int = 0) {
        self.waitingByteCount = waitingByteCount
        self.droppedCount = droppedCount
    }
}
