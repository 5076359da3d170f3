// SPDX-License-Identifier: MIT

/// The server's side of the opening handshake: a request in, an answer or a refusal out.
///
/// Source: RFC 6455 §4.2.
public struct WebSocketServerHandshake: Hashable, Sendable {
    private static let version = "13"

    /// The subprotocols spoken here, the preferred one first.
    public var subprotocols: [String]
    /// Whether a client that offers none of ``subprotocols`` is refused.
    public var requiresSubprotocol: Bool
    /// Which web pages may connect.
    public var origins: HTTPOriginPolicy
    /// What is accepted of permessage-deflate; `nil` to do without.
    public var compression: WebSocketCompressionConfiguration?

    /// Creates a handshake.
    ///
    /// - Parameters:
    ///   - subprotocols: spoken here, the preferred one first; a client must offer one of them unless there are none.
    ///   - origins: which web pages may connect; none by default.
    ///   - compression: what is accepted of permessage-deflate.
    public init(
        subprotocols: [String],
        origins: HTTPOriginPolicy = HTTPOriginPolicy(),
        compression: WebSocketCompressionConfiguration? = nil
    ) {
        self.subprotocols = subprotocols
        requiresSubprotocol = !subprotocols.isEmpty
        self.origins = origins
        self.compression = compression
    }

    /// Answers a request.
    ///
    /// - Parameter request: of any kind; whether its path is the right one is the caller's matter.
    /// - Returns: what was agreed on, with the fields of the answer.
    /// - Throws: the reason for a refusal, whose ``WebSocketHandshakeError/response`` is to be sent: 405 and 400 for
    ///   requests that cannot be an opening handshake, 426 for no upgrade or another version, 403 for the origin.
    public func answer(_ request: HTTPRequest) throws(WebSocketHandshakeError) -> WebSocketUpgrade {
        let key = try key(of: request)
        guard origins.permits(request) else {
            throw WebSocketHandshakeError(.originRefused, "this origin may not connect", status: .forbidden)
        }
        let subprotocol = try subprotocol(request.headers)
        let compression = try compression(request.headers)
        var headers: HTTPHeaders = [
            .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: key.accept,
        ]
        headers[.secWebSocketProtocol] = subprotocol
        headers[.secWebSocketExtensions] = compression?.answer
        return WebSocketUpgrade(
            subprotocol: subprotocol,
            compression: compression?.agreement,
            headers: headers
        )
    }

    private func key(of request: HTTPRequest) throws(WebSocketHandshakeError) -> WebSocketKey {
        guard request.method == .get else {
            throw WebSocketHandshakeError(.malformedRequest, "the method must be GET", status: .methodNotAllowed)
        }
        guard request.asksToUpgrade(to: "websocket") else {
            throw WebSocketHandshakeError(.notAnUpgrade, "this resource is a WebSocket", status: .upgradeRequired)
        }
        guard request.headers.values(.secWebSocketVersion) == [Self.version] else {
            throw WebSocketHandshakeError(
                .unsupportedVersion,
                "Sec-WebSocket-Version must be 13",
                status: .upgradeRequired
            )
        }
        let keys = request.headers.values(.secWebSocketKey)
        guard keys.count == 1, let key = WebSocketKey(keys[0]) else {
            throw WebSocketHandshakeError(.invalidKey, "Sec-WebSocket-Key must be the base64 of 16 bytes")
        }
        guard request.body.isEmpty else {
            throw WebSocketHandshakeError(.malformedRequest, "an opening handshake has no body")
        }
        return key
    }

    private func subprotocol(_ headers: HTTPHeaders) throws(WebSocketHandshakeError) -> String? {
        let offered = headers.list(.secWebSocketProtocol)
        guard offered.allSatisfy({ $0.utf8.allSatisfy(HTTPCharacter.isToken) }) else {
            throw WebSocketHandshakeError(.subprotocol, "Sec-WebSocket-Protocol is not a list of tokens")
        }
        // RFC 6455 §4.1: "the elements that comprise this value MUST [...] be unique strings".
        guard Set(offered).count == offered.count else {
            throw WebSocketHandshakeError(.subprotocol, "Sec-WebSocket-Protocol names a subprotocol twice")
        }
        if let chosen = subprotocols.first(where: offered.contains) { return chosen }
        guard !requiresSubprotocol else {
            let known = subprotocols.joined(separator: ", ")
            throw WebSocketHandshakeError(.subprotocol, "Sec-WebSocket-Protocol must offer one of: \(known)")
        }
        return nil
    }

    private func compression(
        _ headers: HTTPHeaders
    ) throws(WebSocketHandshakeError) -> (agreement: WebSocketCompressionAgreement, answer: String)? {
        guard let offers = WebSocketExtension.parse(headers.values(.secWebSocketExtensions)) else {
            throw WebSocketHandshakeError(.extensions, "Sec-WebSocket-Extensions is malformed")
        }
        guard let compression else { return nil }
        return WebSocketCompressionAgreement.accepting(offers, compression)
    }
}
