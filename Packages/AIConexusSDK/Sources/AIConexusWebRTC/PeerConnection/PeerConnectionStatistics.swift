// SPDX-License-Identifier: MIT

/// What a connection has carried so far.
public struct PeerConnectionStatistics: Hashable, Sendable {
    /// Messages that were given to channels.
    public var sentMessageCount = 0
    /// Their bytes.
    public var sentByteCount = 0
    /// Messages that came.
    public var receivedMessageCount = 0
    /// Their bytes.
    public var receivedByteCount = 0
    /// How long an answer takes, as SCTP sees it, in whole milliseconds; `nil` before it is known.
    public var roundTripTime: Duration?
}
