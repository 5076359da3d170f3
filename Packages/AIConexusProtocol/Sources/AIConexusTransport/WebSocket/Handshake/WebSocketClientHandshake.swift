// SPDX-License-Identifier: MIT

/// The client's side of the opening handshake: a request out, the server's answer judged.
///
/// Source: RFC 6455 §4.1.
public struct WebSocketClientHandshake: Hashable, Sendable {
    /// Random bytes of a key.
    public static let keyByteCount = 16

    /// The request to send.
    public let request: HTTPRequest
    private let accept: String
    private let subprotocols: [String]
    private let compression: WebSocketCompressionConfiguration?

    /// Creates a handshake.
    ///
    /// - Parameters:
    ///   - target: path and query, in origin form.
    ///   - host: the value of `Host`: name or address, with the port unless it is the scheme's own.
    ///   - subprotocols: offered, the preferred one first; if there are any the server must choose one.
    ///   - headers: further fields, such as `Authorization` and `Origin`.
    ///   - compression: what is offered of permessage-deflate.
    ///   - keyBytes: 16 random bytes, fresh for each handshake.
    public init(
        _ target: HTTPTarget,
        host: String,
        subprotocols: [String] = [],
        headers: HTTPHeaders = [:],
        compression: WebSocketCompressionConfiguration? = nil,
        keyBytes: [UInt8]
    ) {
        let key = WebSocketKey(bytes: keyBytes)
        var fields: HTTPHeaders = [
            .host: host, .upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13",
            .secWebSocketKey: key.text,
        ]
        if !subprotocols.isEmpty { fields[.secWebSocketProtocol] = subprotocols.joined(separator: ", ") }
        fields[.secWebSocketExtensions] = compression.map(WebSocketCompressionAgreement.offer)
        for field in headers.fields { fields.append(field.name, field.value) }
        request = HTTPRequest(.get, target, headers: fields)
        accept = key.accept
        self.subprotocols = subprotocols
        self.compression = compression
    }

    /// Judges the final answer.
    ///
    /// - Parameters:
    ///   - status: of the answer; interim ones other than 101 are not to be passed here.
    ///   - headers: of the answer.
    /// - Returns: what was agreed on.
    /// - Throws: `.unexpectedStatus`, `.notAnUpgrade`, `.wrongAccept`, `.subprotocol`, `.extensions`.
    public func judge(
        _ status: HTTPStatus,
        _ headers: HTTPHeaders
    ) throws(WebSocketHandshakeError) -> WebSocketUpgrade {
        guard status == .switchingProtocols else {
            throw WebSocketHandshakeError(.unexpectedStatus, "the server answered \(status)", status: status)
        }
        guard headers.list(.upgrade).map({ $0.lowercased() }) == ["websocket"] else {
            throw refusal(.notAnUpgrade, "the answer does not upgrade to websocket")
        }
        guard headers.list(.connection, contains: "upgrade") else {
            throw refusal(.notAnUpgrade, "the answer lacks Connection: Upgrade")
        }
        guard headers.values(.secWebSocketAccept) == [accept] else {
            throw refusal(.wrongAccept, "Sec-WebSocket-Accept does not belong to our key")
        }
        return WebSocketUpgrade(
            subprotocol: try subprotocol(headers),
            compression: try compression(headers),
            headers: headers
        )
    }

    private func subprotocol(_ headers: HTTPHeaders) throws(WebSocketHandshakeError) -> String? {
        let chosen = headers.values(.secWebSocketProtocol)
        guard chosen.count <= 1 else { throw refusal(.subprotocol, "the server chose several subprotocols") }
        guard let subprotocol = chosen.first else {
            guard subprotocols.isEmpty else { throw refusal(.subprotocol, "the server chose no subprotocol") }
            return nil
        }
        guard subprotocols.contains(subprotocol) else {
            throw refusal(.subprotocol, "the server chose a subprotocol that was not offered")
        }
        return subprotocol
    }

    private func compression(
        _ headers: HTTPHeaders
    ) throws(WebSocketHandshakeError) -> WebSocketCompressionAgreement? {
        guard let answers = WebSocketExtension.parse(headers.values(.secWebSocketExtensions)) else {
            throw refusal(.extensions, "Sec-WebSocket-Extensions is malformed")
        }
        guard let answer = answers.first else { return nil }
        guard let compression, answers.count == 1,
            let agreement = WebSocketCompressionAgreement.answered(answer, compression)
        else { throw refusal(.extensions, "the server chose an extension or terms that were not offered") }
        return agreement
    }

    private func refusal(_ code: WebSocketHandshakeError.Code, _ message: String) -> WebSocketHandshakeError {
        WebSocketHandshakeError(code, message, status: .switchingProtocols)
    }
}
