// SPDX-License-Identifier: MIT

/// What a frame carries.
///
/// Values 3…7 and 11…15 are reserved and refused. Source: RFC 6455 §5.2.
enum WebSocketOpcode: UInt8, Sendable {
    /// A further fragment of the message in progress.
    case continuation = 0
    /// The first fragment, or the whole, of a UTF-8 text message.
    case text = 1
    /// The first fragment, or the whole, of a binary message.
    case binary = 2
    /// The closing handshake.
    case close = 8
    /// A question whether the peer is there.
    case ping = 9
    /// The answer to a ping, or unasked.
    case pong = 10

    /// Whether the frame stands between the fragments of a message, at most 125 bytes long and never fragmented.
    ///
    /// Source: RFC 6455 §5.5.
    var isControl: Bool { rawValue >= Self.close.rawValue }
}
