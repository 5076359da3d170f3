// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §4.2.
struct WebSocketServerHandshakeTests {
    private let handshake = WebSocketServerHandshake(
        subprotocols: ["ioap.v1", "superchat"],
        origins: HTTPOriginPolicy(allowing: ["https://example.com", "http://localhost:8000"]),
        compression: WebSocketCompressionConfiguration()
    )

    private func request(_ change: (inout HTTPRequest) -> Void = { _ in }) throws -> HTTPRequest {
        var request = HTTPRequest(
            .get,
            try #require(HTTPTarget("/ws")),
            headers: [
                .host: "server.example.com", .upgrade: "websocket", .connection: "Upgrade",
                .secWebSocketKey: "dGhlIHNhbXBsZSBub25jZQ==", .secWebSocketProtocol: "chat, superchat",
                .secWebSocketVersion: "13",
            ]
        )
        change(&request)
        return request
    }

    private func refusal(_ change: (inout HTTPRequest) -> Void) throws -> WebSocketHandshakeError {
        let request = try request(change)
        return try #require(throws: WebSocketHandshakeError.self) { _ = try handshake.answer(request) }
    }

    @Test("the handshake of RFC 6455 §1.3 gets the answer of the RFC")
    func example() throws {
        let upgrade = try handshake.answer(request())
        #expect(upgrade.subprotocol == "superchat")
        #expect(upgrade.compression == nil)
        #expect(
            upgrade.headers == [
                .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                .secWebSocketProtocol: "superchat",
            ]
        )
    }

    @Test("the server's order decides between subprotocols")
    func preference() throws {
        let upgrade = try handshake.answer(request { $0.headers[.secWebSocketProtocol] = "superchat, ioap.v1" })
        #expect(upgrade.subprotocol == "ioap.v1")
    }

    @Test("subprotocols of several fields count together")
    func severalFields() throws {
        let upgrade = try handshake.answer(
            request {
                $0.headers[.secWebSocketProtocol] = "chat"
                $0.headers.append(.secWebSocketProtocol, "ioap.v1")
            }
        )
        #expect(upgrade.subprotocol == "ioap.v1")
    }

    @Test("upper and lower case of Upgrade and Connection do not matter, nor what else Connection lists")
    func letterCase() throws {
        let upgrade = try handshake.answer(
            request {
                $0.headers[.upgrade] = "WebSocket"
                $0.headers[.connection] = "keep-alive, upgrade"
            }
        )
        #expect(upgrade.subprotocol == "superchat")
    }

    @Test("compression is agreed on when it is offered, and left when it is not wanted")
    func compression() throws {
        let offering = try request { $0.headers[.secWebSocketExtensions] = "foo, permessage-deflate" }
        let upgrade = try handshake.answer(offering)
        #expect(upgrade.compression?.serverResetsContext == true)
        #expect(
            upgrade.headers[.secWebSocketExtensions]
                == "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        )
        var plain = handshake
        plain.compression = nil
        let without = try plain.answer(offering)
        #expect(without.compression == nil)
        #expect(without.headers[.secWebSocketExtensions] == nil)
    }

    // MARK: - Refusals

    @Test("another method is refused with 405 and the method to use")
    func method() throws {
        let error = try refusal { $0.method = .post }
        #expect(error.response.status == .methodNotAllowed)
        #expect(error.response.headers[.allow] == "GET")
    }

    @Test(
        "a request without upgrade is refused with 426 and the version",
        arguments: [
            (HTTPFieldName.upgrade, nil), (.upgrade, "h2c"), (.connection, nil), (.connection, "keep-alive"),
        ] as [(HTTPFieldName, String?)]
    )
    func noUpgrade(name: HTTPFieldName, value: String?) throws {
        let error = try refusal { $0.headers[name] = value }
        #expect(error.code == .notAnUpgrade)
        #expect(error.response.status == .upgradeRequired)
        #expect(error.response.headers[.secWebSocketVersion] == "13")
        #expect(error.response.headers[.upgrade] == "websocket")
    }

    @Test("HTTP/1.0 cannot upgrade")
    func version10() throws {
        #expect(try refusal { $0.version = .http10 }.code == .notAnUpgrade)
    }

    @Test(
        "another version, none or two are refused with 426 and the version",
        arguments: [nil, "12", "8", "13, 8", "013"]
    )
    func version(value: String?) throws {
        let error = try refusal { $0.headers[.secWebSocketVersion] = value }
        #expect(error.code == .unsupportedVersion)
        #expect(error.response.status == .upgradeRequired)
        #expect(error.response.headers[.secWebSocketVersion] == "13")
        let twice = try refusal { $0.headers.append(.secWebSocketVersion, "13") }
        #expect(twice.code == .unsupportedVersion)
    }

    @Test(
        "a key that is not 16 bytes of base64 is refused with 400",
        arguments: [
            nil, "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "SGVsbG8sIHdvcmxkIQ==",
            "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBsZSBub25jZ-==", "dGhlIHNhbXBsZSBub25jZQ==, x",
        ]
    )
    func key(value: String?) throws {
        let error = try refusal { $0.headers[.secWebSocketKey] = value }
        #expect(error.code == .invalidKey)
        #expect(error.response.status == .badRequest)
    }

    @Test("two keys are refused with 400")
    func twoKeys() throws {
        let error = try refusal { $0.headers.append(.secWebSocketKey, "dGhlIHNhbXBsZSBub25jZQ==") }
        #expect(error.code == .invalidKey)
    }

    @Test("a body is refused with 400")
    func body() throws {
        #expect(try refusal { $0.body = [1] }.response.status == .badRequest)
    }

    @Test("no known subprotocol is refused with 400 and the known ones", arguments: [nil, "chat", "IOAP.V1"])
    func subprotocol(value: String?) throws {
        let error = try refusal { $0.headers[.secWebSocketProtocol] = value }
        #expect(error.code == .subprotocol)
        #expect(error.response.status == .badRequest)
        #expect(error.message.contains("ioap.v1, superchat"))
    }

    @Test(
        "subprotocols that are no tokens or come twice are refused with 400",
        arguments: ["ioap.v1, a b", "ioap.v1,ioap.v1"]
    )
    func malformedSubprotocols(value: String) throws {
        #expect(try refusal { $0.headers[.secWebSocketProtocol] = value }.code == .subprotocol)
    }

    @Test("a server without subprotocols takes clients with and without")
    func noSubprotocols() throws {
        let plain = WebSocketServerHandshake(subprotocols: [])
        #expect(try plain.answer(request()).subprotocol == nil)
        #expect(try plain.answer(request { $0.headers[.secWebSocketProtocol] = nil }).subprotocol == nil)
    }

    @Test("malformed extensions are refused with 400")
    func extensions() throws {
        let error = try refusal { $0.headers[.secWebSocketExtensions] = "permessage-deflate; =" }
        #expect(error.code == .extensions)
        #expect(error.response.status == .badRequest)
    }

    @Test(
        "allowed origins may connect, and clients without one",
        arguments: ["https://example.com", "HTTP://LOCALHOST:8000"]
    )
    func allowedOrigin(origin: String) throws {
        #expect(try handshake.answer(request { $0.headers[.origin] = origin }).subprotocol == "superchat")
    }

    @Test(
        "other origins are refused with 403, that of the Host field too",
        arguments: [
            "https://evil.example", "http://example.com", "https://example.com:8443", "null", "",
            "https://example.com.evil",
            "https://server.example.com",
        ]
    )
    func refusedOrigin(origin: String) throws {
        let error = try refusal { $0.headers[.origin] = origin }
        #expect(error.code == .originRefused)
        #expect(error.response.status == .forbidden)
        #expect(
            try refusal {
                $0.headers[.origin] = "https://example.com"
                $0.headers.append(.origin, origin)
            }.code == .originRefused
        )
    }
}
