// SPDX-License-Identifier: MIT

/// What a ``WebSocketSession`` tells the layer above, always on the loop's thread.
public protocol WebSocketSessionDelegate: AnyObject {
    /// A text message came, checked to be UTF-8. The memory is reused after the call.
    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>)

    /// A binary message came. The memory is reused after the call.
    func session(_ session: WebSocketSession, receivedBinary bytes: Span<UInt8>)

    /// A pong came.
    func session(_ session: WebSocketSession, receivedPong payload: Span<UInt8>)

    /// More output is pending than the channel's high mark.
    func sessionFilled(_ session: WebSocketSession)

    /// After `sessionFilled`: pending output fell to the channel's low mark.
    func sessionDrained(_ session: WebSocketSession)

    /// The session is over. Always the last event, exactly once, whoever ended it.
    func session(_ session: WebSocketSession, ended closure: WebSocketClosure)
}

extension WebSocketSessionDelegate {
    /// Does nothing.
    public func session(_ session: WebSocketSession, receivedBinary bytes: Span<UInt8>) {}

    /// Does nothing.
    public func session(_ session: WebSocketSession, receivedPong payload: Span<UInt8>) {}

    /// Does nothing.
    public func sessionFilled(_ session: WebSocketSession) {}

    /// Does nothing.
    public func sessionDrained(_ session: WebSocketSession) {}
}
