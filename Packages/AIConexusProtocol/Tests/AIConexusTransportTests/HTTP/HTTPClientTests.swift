// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// The client against the server of this module, over sockets.
@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    /// Of a server that no busy machine makes impatient.
    private static var patience: HTTPConfiguration {
        var configuration = HTTPConfiguration()
        (configuration.headTimeout, configuration.bodyTimeout) = (.seconds(600), .seconds(600))
        return configuration
    }

    /// Runs `body` with a client and the address of a server whose handler is `handler`.
    private func with(
        configuration: HTTPConfiguration = HTTPConfiguration(),
        handler: @escaping @Sendable (HTTPRequest, HTTPExchange) -> Void,
        _ body: (HTTPClient, String) async throws -> Void
    ) async throws {
        try await EventLoop.with { loop in
            let address = try await loop.run { () throws(TransportError) -> SocketAddress in
                let listener = try Listener(at: Live.anyPort, on: loop) { channel in
                    HTTPServerSession(channel, configuration: Self.patience, handler: handler).start()
                }
                return listener.address
            }
            try await body(HTTPClient(on: loop, configuration: configuration), "http://\(address)")
        }
    }

    @Test("a body that is sent comes back, empty or long", arguments: [0, 1, 1_000_000])
    func echo(count: Int) async throws {
        let handler: @Sendable (HTTPRequest, HTTPExchange) -> Void = { request, exchange in
            exchange.respond(HTTPResponse(.created, headers: ["X": request.headers["X"] ?? ""], body: request.body))
        }
        try await with(handler: handler) { client, server in
            let url = try #require(ServerURL(server + "/echo"))
            let body = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let response = try await client.send(.post, to: url, headers: ["X": "y"], body: body)
            #expect(response.status == .created)
            #expect(response.headers["X"] == "y")
            #expect(response.body == body)
        }
    }

    @Test("an event stream is read as it comes, and left in the middle")
    func events() async throws {
        let handler: @Sendable (HTTPRequest, HTTPExchange) -> Void = { _, exchange in
            exchange.begin(.ok, [.contentType: "text/event-stream"])
            for number in 1...3 {
                var bytes: [UInt8] = []
                ServerSentEvent("event \(number)").append(to: &bytes)
                exchange.send(bytes.span)
            }
        }
        try await with(handler: handler) { client, server in
            let url = try #require(ServerURL(server))
            let events = try await client.stream(.get, to: url) { status, headers, parts in
                #expect(status == .ok)
                #expect(headers[.contentType] == "text/event-stream")
                var reader = ServerSentEventReader()
                var events: [String] = []
                for try await part in parts {
                    events += try reader.received(part).map(\.data)
                    if events.count == 3 { break }
                }
                return events
            }
            #expect(events == ["event 1", "event 2", "event 3"])
        }
    }

    @Test("a reader that is slow makes the server wait, and loses nothing")
    func slowReader() async throws {
        let handler: @Sendable (HTTPRequest, HTTPExchange) -> Void = { _, exchange in
            exchange.begin(.ok, [:])
            let part = [UInt8](repeating: 0x78, count: 100_000)
            for _ in 0..<100 { exchange.send(part.span) }
            exchange.finish()
        }
        try await with(handler: handler) { client, server in
            let url = try #require(ServerURL(server))
            let count = try await client.stream(.get, to: url) { _, _, parts in
                var count = 0
                for try await part in parts {
                    count += part.count
                    await Task.yield()
                }
                return count
            }
            #expect(count == 10_000_000)
        }
    }

    @Test("a response over the limit, a refused connection and a secure address without TLS are errors")
    func failures() async throws {
        var small = HTTPConfiguration()
        small.maximumBodyByteCount = 10
        let handler: @Sendable (HTTPRequest, HTTPExchange) -> Void = { _, exchange in
            exchange.respond(HTTPResponse(.ok, body: [UInt8](repeating: 0, count: 11)))
        }
        try await with(configuration: small, handler: handler) { client, server in
            let url = try #require(ServerURL(server))
            let error = await #expect(throws: HTTPError.self) { _ = try await client.send(.get, to: url) }
            #expect(error?.code == .bodyTooLarge)
            let closed = try #require(ServerURL("http://127.0.0.1:1"))
            await #expect(throws: TransportError.self) { _ = try await client.send(.get, to: closed) }
            let secure = try #require(ServerURL("https://127.0.0.1:1"))
            let refused = await #expect(throws: TransportError.self) { _ = try await client.send(.get, to: secure) }
            #expect(refused?.code == .invalidArgument)
        }
    }

    @Test("cancelling a task gives its request up")
    func cancellation() async throws {
        let left = EventLog<Bool>()
        let arrived = EventLog<Bool>()
        let handler: @Sendable (HTTPRequest, HTTPExchange) -> Void = { _, exchange in
            exchange.onClientLeft = { left.record(true) }
            exchange.begin(.ok, [:])
            arrived.record(true)
        }
        try await with(handler: handler) { client, server in
            let url = try #require(ServerURL(server))
            let task = Task { try await client.send(.get, to: url) }
            _ = try await arrived.next()
            task.cancel()
            await #expect(throws: (any Error).self) { _ = try await task.value }
            let hasLeft = try await left.next()
            #expect(hasLeft)
        }
    }
}
