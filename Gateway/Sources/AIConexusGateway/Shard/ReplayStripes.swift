// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The memory of seen messages, cut by senders into parts with a lock each, so that loops seldom wait for one another.
///
/// A sender's messages are all in one part; each part has its share of the bytes.
package final class ReplayStripes: Sendable {
    private let windows: [Locked<ReplayWindow>]

    /// Creates an empty memory.
    ///
    /// - Parameters:
    ///   - limits: the bounds of all parts together; `byteCount` is at least 1 MiB for each.
    ///   - stripeCount: how many parts, a power of two.
    ///   - hashKey: 16 random bytes, kept secret.
    package init(limits: ReplayWindow.Limits, stripeCount: Int, hashKey: (UInt64, UInt64)) {
        precondition(stripeCount > 0 && stripeCount & (stripeCount - 1) == 0, "stripeCount is a power of two")
        var share = limits
        share.byteCount = limits.byteCount / stripeCount
        windows = (0..<stripeCount).map { _ in Locked(ReplayWindow(limits: share, hashKey: hashKey)) }
    }

    /// Remembers a verified message, or says why it must be refused.
    ///
    /// - Throws: as `ReplayWindow.remember(_:now:)`.
    package func remember(_ view: EnvelopeView, now: Timestamp) throws(ProtocolError) {
        let stripe = Int(truncatingIfNeeded: view.from.publicKey.tableHash) & (windows.count - 1)
        try windows[stripe].withLock { (window) throws(ProtocolError) in try window.remember(view, now: now) }
    }

    /// Gives the memory of expired messages back where nothing arrives that would do so in passing.
    package func removeExpired(now: Timestamp) {
        for window in windows {
            _ = window.withLock { $0.removeExpired(now: now.secondsSinceEpoch, limit: Self.removalsPerTurn) }
        }
    }

    /// The bytes in use.
    package var byteCount: Int {
        windows.reduce(0) { sum, window in sum + window.withLock { $0.byteCount } }
    }

    private static let removalsPerTurn = 4_096
}
