// SPDX-License-Identifier: MIT

/// The body of a Close frame: why the sender ends the connection.
///
/// On the wire: two bytes of code, big endian, then up to 123 bytes of UTF-8; or nothing at all.
/// Source: RFC 6455 §5.5.1.
public struct WebSocketCloseReason: Hashable, Sendable {
    /// The code, or `nil` when the frame was empty (1005 in the RFC's terms).
    public var code: WebSocketCloseCode?
    /// A few words for logs, never for people; at most 123 bytes on the wire.
    public var text: String

    /// Creates the body of a Close frame.
    ///
    /// - Parameters:
    ///   - code: why; without one the frame is empty and `text` is not sent.
    ///   - text: cut at a character before the 124th byte when it is sent.
    public init(_ code: WebSocketCloseCode?, _ text: String = "") {
        self.code = code
        self.text = text
    }
}

/// How a WebSocket connection ended, as seen from one side.
public enum WebSocketClosure: Hashable, Sendable {
    /// The peer began the closing handshake with this.
    case received(WebSocketCloseReason)
    /// This side began the closing handshake with this.
    case sent(WebSocketCloseReason)
    /// The peer broke a rule, and was told so in a Close frame.
    case failed(WebSocketError)
    /// The transport ended without a closing handshake (1006 in the RFC's terms).
    case cutOff
}

extension WebSocketClosure {
    /// Whether an agent comes back, with back-off, after this end.
    public var invitesReconnect: Bool {
        switch self {
        case .received(let reason), .sent(let reason): reason.code?.invitesReconnect ?? false
        case .failed: false
        case .cutOff: true
        }
    }
}
