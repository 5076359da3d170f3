// SPDX-License-Identifier: MIT

/// What one side wants of permessage-deflate (RFC 7692).
///
/// The defaults keep no compression state between messages in either direction, so that an idle connection costs
/// nothing more than one without compression.
public struct WebSocketCompressionConfiguration: Hashable, Sendable {
    /// Window sizes that zlib can compress with, as base-two logarithms; 8 exists in the RFC and not in zlib.
    public static let ownWindowBitsRange = 9...15
    /// Window sizes that a peer may be asked for, as base-two logarithms.
    public static let peerWindowBitsRange = 8...15

    /// Whether this side may refer to its earlier messages when it compresses; about 256 KiB per connection at level 1.
    public var keepsOwnContext: Bool
    /// Whether the peer may refer to its earlier messages; about 40 KiB per connection.
    public var keepsPeerContext: Bool
    /// The window of what this side compresses, 9…15; a smaller one asked for by the peer is granted.
    public var ownWindowBits: Int
    /// The largest window that the peer should use, 8…15; 15 asks for nothing.
    public var peerWindowBits: Int
    /// zlib's effort, 1 (fast) … 9 (small).
    public var level: Int
    /// Messages shorter than this many bytes are sent as they are.
    public var minimumByteCount: Int

    /// Creates the defaults: no context kept, full windows, level 1, messages of 1 KiB or more.
    public init() {
        keepsOwnContext = false
        keepsPeerContext = false
        ownWindowBits = 15
        peerWindowBits = 15
        level = 1
        minimumByteCount = 1_024
    }
}
