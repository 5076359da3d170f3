// SPDX-License-Identifier: MIT

#if WebRTC
/// What a ``DataChannel`` tells its user, always on the connection's loop, and never inside of a call of the user's.
public protocol DataChannelDelegate: AnyObject, Sendable {
    /// The channel can be used; what was sent before is on its way.
    func channelOpened(_ channel: DataChannel)

    /// A message came. The memory is reused after the call; a text is valid UTF-8.
    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind)

    /// After the buffered amount was over the high mark: it fell to the low mark.
    func channelDrained(_ channel: DataChannel)

    /// The channel is over. Always the last call, exactly once.
    ///
    /// - Parameters:
    ///   - channel: the channel.
    ///   - error: why, `nil` when one side closed the channel in order.
    func channelClosed(_ channel: DataChannel, error: PeerConnectionError?)
}

extension DataChannelDelegate {
    /// Does nothing.
    public func channelOpened(_ channel: DataChannel) {}

    /// Does nothing.
    public func channelDrained(_ channel: DataChannel) {}

    /// Does nothing.
    public func channelClosed(_ channel: DataChannel, error: PeerConnectionError?) {}
}
#endif
