// SPDX-License-Identifier: MIT

/// What an opening handshake agreed on.
public struct WebSocketUpgrade: Hashable, Sendable {
    /// The subprotocol, if one was agreed on.
    public var subprotocol: String?
    /// The terms of compression, if it was agreed on.
    public var compression: WebSocketCompressionAgreement?
    /// On a client, the fields that it received; on a server those of its answer with status 101, until that is sent.
    public var headers: HTTPHeaders
}
