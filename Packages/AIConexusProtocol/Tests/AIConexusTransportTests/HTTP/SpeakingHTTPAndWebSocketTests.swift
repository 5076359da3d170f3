// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

// The server of the article.

private final class EchoSession: WebSocketSessionDelegate {
    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        session.sendText(text)
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {}
}

private func serve(_ channel: any ByteChannel) {
    let handshake = WebSocketServerHandshake(subprotocols: ["ioap.v1"])
    HTTPServerSession(channel) { request, exchange in
        guard request.target.path == "/ws" else { return exchange.respond(HTTPResponse(.notFound)) }
        do throws(WebSocketHandshakeError) {
            let upgrade = try handshake.answer(request)
            exchange.upgrade(upgrade, configuration: WebSocketConfiguration(), delegate: EchoSession())
        } catch {
            exchange.respond(error.response)
        }
    }
    .start()
}

/// The client of the article: greets, and closes when it is greeted back.
private actor Greeter {
    private final class Delegate: WebSocketSessionDelegate {
        let log: EventLog<String>

        init(_ log: EventLog<String>) {
            self.log = log
        }

        func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
            log.record(String(decoding: [UInt8](copying: text), as: UTF8.self))
            session.close(WebSocketCloseReason(.normal, "greeted"))
        }

        func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
            log.record("\(closure == .sent(WebSocketCloseReason(.normal, "greeted")))")
        }
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop) {
        self.loop = loop
    }

    func greet(_ url: ServerURL, _ log: EventLog<String>) async throws {
        let handshake = WebSocketClientHandshake(
            url.target,
            host: url.hostField,
            subprotocols: ["ioap.v1"],
            keyBytes: WebSocketClient.randomBytes(WebSocketClientHandshake.keyByteCount)
        )
        let channel = try await Connector().connect(to: url.host, port: url.port, on: loop)
        WebSocketClient(channel, handshake, delegate: Delegate(log)) { result in
            switch result {
            case .success(let session):
                let greeting = Array("hello".utf8)
                session.sendText(greeting.span)
            case .failure(let error): log.record("\(error)")
            }
        }
        .start()
    }
}

@Suite(.timeLimit(.minutes(1)))
struct SpeakingHTTPAndWebSocketTests {
    @Test("the article's server greets the article's clients")
    func greeting() async throws {
        try await EventLoop.with { loop in
            let address = try await loop.run { () throws(TransportError) -> SocketAddress in
                try Listener(at: Live.anyPort, on: loop, accept: serve).address
            }
            let log = EventLog<String>()
            try await Greeter(on: loop).greet(try #require(ServerURL("ws://\(address)/ws")), log)
            #expect(try await log.next(2) == ["hello", "true"])
            let response = try await HTTPClient(on: loop).send(.get, to: try #require(ServerURL("http://\(address)/")))
            #expect(response.status == .notFound)
            let page = try await HTTPClient(on: loop).send(.get, to: try #require(ServerURL("http://\(address)/ws")))
            #expect(page.status == .upgradeRequired)
        }
    }
}
