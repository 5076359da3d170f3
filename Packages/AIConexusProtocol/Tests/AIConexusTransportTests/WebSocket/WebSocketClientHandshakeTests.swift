// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §4.1.
struct WebSocketClientHandshakeTests {
    private let handshake: WebSocketClientHandshake
    private let answer: HTTPHeaders = [
        .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        .secWebSocketProtocol: "chat",
    ]

    init() throws {
        handshake = WebSocketClientHandshake(
            try #require(HTTPTarget("/chat")),
            host: "server.example.com",
            subprotocols: ["chat", "superchat"],
            headers: [.origin: "http://example.com"],
            keyBytes: Array("the sample nonce".utf8)
        )
    }

    private func refusal(
        _ status: HTTPStatus = .switchingProtocols,
        _ change: (inout HTTPHeaders) -> Void
    ) throws -> WebSocketHandshakeError {
        var headers = answer
        change(&headers)
        return try #require(throws: WebSocketHandshakeError.self) { _ = try handshake.judge(status, headers) }
    }

    @Test("the request is the one of RFC 6455 §1.3")
    func request() {
        var bytes: [UInt8] = []
        handshake.request.append(to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                GET /chat HTTP/1.1\r
                Host: server.example.com\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: chat, superchat\r
                Origin: http://example.com\r
                \r\n
                """
        )
    }

    @Test("the answer of RFC 6455 §1.3 is taken")
    func example() throws {
        let upgrade = try handshake.judge(.switchingProtocols, answer)
        #expect(upgrade.subprotocol == "chat")
        #expect(upgrade.compression == nil)
    }

    @Test("another status is refused and reported", arguments: [200, 301, 400, 401, 403, 426, 503])
    func status(code: Int) throws {
        let status = try #require(HTTPStatus(code))
        let error = try refusal(status) { _ in }
        #expect(error.code == .unexpectedStatus)
        #expect(error.status == status)
    }

    @Test(
        "an answer that does not upgrade is refused",
        arguments: [
            (.upgrade, nil), (.upgrade, "h2c"), (.upgrade, "websocket, h2c"), (.connection, nil),
            (.connection, "close"),
        ] as [(HTTPFieldName, String?)]
    )
    func upgrade(name: HTTPFieldName, value: String?) throws {
        #expect(try refusal { $0[name] = value }.code == .notAnUpgrade)
    }

    @Test(
        "a wrong proof of the key is refused",
        arguments: [nil, "", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO=", "S3PPLMBITXAQ9KYGZZHZRBK+XOO="]
    )
    func accept(value: String?) throws {
        #expect(try refusal { $0[.secWebSocketAccept] = value }.code == .wrongAccept)
        #expect(try refusal { $0.append(.secWebSocketAccept, "x") }.code == .wrongAccept)
    }

    @Test("a subprotocol that was not offered, none or two are refused", arguments: [nil, "other", "chat, superchat"])
    func subprotocol(value: String?) throws {
        #expect(try refusal { $0[.secWebSocketProtocol] = value }.code == .subprotocol)
        #expect(try refusal { $0.append(.secWebSocketProtocol, "chat") }.code == .subprotocol)
    }

    @Test("extensions that were not offered, several or unreadable ones are refused")
    func extensions() throws {
        #expect(try refusal { $0[.secWebSocketExtensions] = "permessage-deflate" }.code == .extensions)
        let offering = WebSocketClientHandshake(
            try #require(HTTPTarget("/")),
            host: "h",
            compression: WebSocketCompressionConfiguration(),
            keyBytes: Array("the sample nonce".utf8)
        )
        var headers = answer
        headers[.secWebSocketProtocol] = nil
        let terms = "permessage-deflate; server_no_context_takeover"
        headers[.secWebSocketExtensions] = terms
        #expect(try offering.judge(.switchingProtocols, headers).compression?.serverResetsContext == true)
        for wrong in ["foo", "\(terms), foo", "\(terms), \(terms)", "permessage-deflate; =", "permessage-deflate"] {
            headers[.secWebSocketExtensions] = wrong
            #expect(throws: WebSocketHandshakeError.self) { _ = try offering.judge(.switchingProtocols, headers) }
        }
    }

    @Test("both sides of a handshake agree")
    func bothSides() throws {
        let client = WebSocketClientHandshake(
            try #require(HTTPTarget("/ws")),
            host: "h:1",
            subprotocols: ["ioap.v1"],
            compression: WebSocketCompressionConfiguration(),
            keyBytes: Array("0123456789abcdef".utf8)
        )
        let server = WebSocketServerHandshake(
            subprotocols: ["ioap.v1"],
            compression: WebSocketCompressionConfiguration()
        )
        let answer = try server.answer(client.request)
        let upgrade = try client.judge(.switchingProtocols, answer.headers)
        #expect(upgrade == answer)
        #expect(upgrade.compression != nil)
    }
}
