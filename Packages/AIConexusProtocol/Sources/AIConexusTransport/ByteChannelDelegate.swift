// SPDX-License-Identifier: MIT

/// What a ``ByteChannel`` tells the layer above, always on the loop's thread.
public protocol ByteChannelDelegate: AnyObject {
    /// The channel can carry bytes: connected, and through the TLS handshake where there is one. At most once.
    func channelOpened(_ channel: any ByteChannel)

    /// Bytes from the peer, in order, cut anywhere; at least one. The memory is reused after the call.
    func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>)

    /// The peer half-closed: nothing more will be received, sending still works. At most once.
    ///
    /// Unless something remains to be sent the answer is `channel.close()`.
    func channelReceivedEnd(_ channel: any ByteChannel)

    /// More than `waterMarks.high` bytes are pending though the kernel took what it could.
    func channelFilled(_ channel: any ByteChannel)

    /// After `channelFilled`: no more than `waterMarks.low` bytes are pending.
    func channelDrained(_ channel: any ByteChannel)

    /// The channel is gone. Always the last event, exactly once, whoever ended it.
    func channelClosed(_ channel: any ByteChannel, reason: CloseReason)
}

extension ByteChannelDelegate {
    /// Does nothing.
    public func channelOpened(_ channel: any ByteChannel) {}

    /// Closes our side too.
    public func channelReceivedEnd(_ channel: any ByteChannel) {
        channel.close()
    }

    /// Does nothing.
    public func channelFilled(_ channel: any ByteChannel) {}

    /// Does nothing.
    public func channelDrained(_ channel: any ByteChannel) {}
}
