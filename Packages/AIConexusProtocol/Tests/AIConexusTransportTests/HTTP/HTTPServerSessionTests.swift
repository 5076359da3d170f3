// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct HTTPServerSessionTests {
    /// A server session and a bare client in memory.
    private final class Setup {
        let loop = ManualLoop()
        let client: InMemoryChannel
        let server: InMemoryChannel
        let session: HTTPServerSession
        let delegate = TestDelegate()
        private(set) var received: [UInt8] = []
        private(set) var clientEnd: CloseReason?

        init(
            cut: @escaping InMemoryChannel.Cut = { $0 },
            capacity: Int = 1 << 20,
            configuration: HTTPConfiguration = HTTPConfiguration(),
            handler: @escaping HTTPServerSession.Handler
        ) {
            let pair = InMemoryChannel.makePair(on: loop, capacity: capacity, cut: cut)
            (client, server) = (pair.client, pair.server)
            session = HTTPServerSession(server, configuration: configuration, date: { nil }, handler: handler)
            delegate.onReceived = { [weak self] _, bytes in self?.received += bytes }
            delegate.onClosed = { [weak self] _, reason in self?.clientEnd = reason }
            client.start(delegate: delegate)
            session.start()
            loop.runUntilIdle()
        }

        deinit {
            client.abort()
            server.abort()
            loop.runUntilIdle()
        }

        func send(_ text: String) {
            client.send(text)
            loop.runUntilIdle()
        }

        func takeText() -> String {
            defer { received = [] }
            return String(decoding: received, as: UTF8.self)
        }
    }

    private static func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
    }

    private static func answer(_ body: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func echoPath(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        exchange.respond(HTTPResponse(.ok, body: Array(request.target.path.utf8)))
    }

    @Test("requests sent ahead are answered in order, however the bytes are cut", arguments: [1, 7, 1_000_000])
    func pipelining(cut: Int) {
        let setup = Setup(cut: { min($0, cut) }, handler: Self.echoPath)
        setup.send(Self.get("/1") + Self.get("/2") + Self.get("/3"))
        #expect(setup.takeText() == Self.answer("/1") + Self.answer("/2") + Self.answer("/3"))
        setup.send(Self.get("/4"))
        #expect(setup.takeText() == Self.answer("/4"))
        #expect(setup.clientEnd == nil)
    }

    @Test(
        "while a response is outstanding nothing more is read, and afterwards everything is",
        arguments: [1, 1_000_000]
    )
    func laterResponses(cut: Int) {
        var waiting: [(HTTPRequest, HTTPExchange)] = []
        let setup = Setup(cut: { min($0, cut) }, capacity: 100, handler: { waiting.append(($0, $1)) })
        setup.send((0..<10).map { Self.get("/\($0)") }.joined())
        for number in 0..<10 {
            #expect(waiting.count == 1)
            #expect(setup.client.pendingByteCount > 0 || number > 0)
            let (request, exchange) = waiting.removeFirst()
            exchange.respond(HTTPResponse(.ok, body: Array(request.target.path.utf8)))
            #expect(!exchange.isOpen)
            setup.loop.runUntilIdle()
            #expect(setup.takeText() == Self.answer("/\(number)"))
        }
        #expect(waiting.isEmpty)
    }

    @Test("a body in parts leaves as it is made")
    func parts() throws {
        var exchanges: [HTTPExchange] = []
        let setup = Setup(handler: { exchanges.append($1) })
        setup.send(Self.get("/"))
        let exchange = try #require(exchanges.first)
        exchange.begin(.ok, [.contentType: "text/event-stream"])
        for number in 0..<3 {
            exchange.send("part \(number)")
            setup.loop.runUntilIdle()
            #expect(setup.takeText().hasSuffix("6\r\npart \(number)\r\n"))
        }
        exchange.finish()
        setup.send(Self.get("/"))
        #expect(setup.takeText() == "0\r\n\r\n")
        #expect(exchanges.count == 2)
    }

    @Test("a client that does not read stops the sender, and reading lets it go on")
    func backPressure() throws {
        var exchanges: [HTTPExchange] = []
        let setup = Setup(capacity: 1_000, handler: { exchanges.append($1) })
        setup.server.waterMarks = WaterMarks(high: 5_000, low: 500)
        setup.send(Self.get("/"))
        let exchange = try #require(exchanges.first)
        var drainedCount = 0
        exchange.onDrained = { drainedCount += 1 }
        setup.client.pauseReading()
        exchange.begin(.ok, [:])
        var sentCount = 0
        while exchange.isWritable, sentCount < 1_000 {
            exchange.send(String(repeating: "x", count: 100))
            sentCount += 1
            setup.loop.runUntilIdle()
        }
        #expect((50...70).contains(sentCount))
        #expect(drainedCount == 0)
        setup.client.resumeReading()
        setup.loop.runUntilIdle()
        #expect(drainedCount == 1)
        #expect(exchange.isWritable)
    }

    @Test("a handler learns that its client left, and may go on as if nothing had happened")
    func clientLeft() throws {
        var exchanges: [HTTPExchange] = []
        let setup = Setup(handler: { exchanges.append($1) })
        setup.send(Self.get("/"))
        let exchange = try #require(exchanges.first)
        var leftCount = 0
        exchange.onClientLeft = { leftCount += 1 }
        exchange.begin(.ok, [:])
        setup.client.abort()
        setup.loop.runUntilIdle()
        #expect(leftCount == 1)
        #expect(!exchange.isOpen)
        #expect(!exchange.isWritable)
        exchange.send("x")
        exchange.finish()
        setup.loop.runUntilIdle()
        #expect(leftCount == 1)
    }

    @Test("a client that leaves a stream in good order ends it")
    func streamEnd() throws {
        var exchanges: [HTTPExchange] = []
        let setup = Setup(handler: { exchanges.append($1) })
        setup.send(Self.get("/"))
        let exchange = try #require(exchanges.first)
        var leftCount = 0
        exchange.onClientLeft = { leftCount += 1 }
        exchange.begin(.ok, [:])
        setup.client.close()
        setup.loop.runUntilIdle()
        #expect(leftCount == 1)
    }

    @Test("a client that half-closes gets the response, then the end")
    func halfClose() throws {
        var exchanges: [HTTPExchange] = []
        let setup = Setup(handler: { exchanges.append($1) })
        setup.client.send(Self.get("/"))
        setup.client.finishSending()
        setup.loop.runUntilIdle()
        try #require(exchanges.first).respond(HTTPResponse(.ok, body: [0x61]))
        setup.loop.runUntilIdle()
        #expect(setup.takeText() == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\na")
        #expect(setup.clientEnd != nil)
    }

    @Test("a refused request gets its answer before the close, though more comes behind it")
    func refusal() {
        let setup = Setup(handler: Self.echoPath)
        var refusals: [HTTPError.Code] = []
        setup.session.onRefused = { refusals.append($0.code) }
        setup.send("GET / HTTP/1.1\nHost: h\n\n" + String(repeating: "x", count: 100_000))
        #expect(refusals == [.malformed])
        #expect(setup.takeText().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(setup.clientEnd != nil)
    }

    @Test("a head that stays away ends in 408, a silent connection in silence")
    func headDeadline() {
        let slow = Setup(handler: Self.echoPath)
        slow.send("GET / HTTP/1.1\r\n")
        slow.loop.advance(by: .seconds(9))
        slow.send("Host: h\r\n")
        #expect(slow.clientEnd == nil)
        slow.loop.advance(by: .seconds(2))
        #expect(slow.takeText().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(slow.clientEnd != nil)
        let silent = Setup(handler: Self.echoPath)
        silent.loop.advance(by: .seconds(11))
        #expect(silent.takeText().isEmpty)
        #expect(silent.clientEnd != nil)
    }

    @Test("a connection may stay idle for a while, counted from its last response")
    func idleDeadline() {
        let setup = Setup(handler: Self.echoPath)
        for _ in 0..<3 {
            setup.send(Self.get("/"))
            setup.loop.advance(by: .seconds(59))
            #expect(setup.clientEnd == nil)
        }
        setup.loop.advance(by: .seconds(2))
        #expect(setup.clientEnd != nil)
    }

    @Test("a response may take as long as it needs")
    func slowResponse() throws {
        var exchanges: [HTTPExchange] = []
        let setup = Setup(handler: { exchanges.append($1) })
        setup.send(Self.get("/"))
        setup.loop.advance(by: .seconds(1_000))
        #expect(setup.clientEnd == nil)
        try #require(exchanges.first).respond(HTTPResponse(.ok))
        setup.loop.runUntilIdle()
        #expect(setup.takeText() == Self.answer(""))
    }

    @Test("a shutdown ends an idle connection at once and a busy one after its response")
    func shutdown() throws {
        let idle = Setup(handler: Self.echoPath)
        idle.session.beginShutdown()
        idle.loop.runUntilIdle()
        #expect(idle.clientEnd != nil)
        var exchanges: [HTTPExchange] = []
        let busy = Setup(handler: { exchanges.append($1) })
        busy.send(Self.get("/"))
        busy.session.beginShutdown()
        busy.loop.runUntilIdle()
        #expect(busy.clientEnd == nil)
        try #require(exchanges.first).respond(HTTPResponse(.ok))
        busy.loop.runUntilIdle()
        #expect(busy.takeText().contains("Connection: close"))
        #expect(busy.clientEnd != nil)
    }

    @Test("a session and its channel are freed when the connection is over")
    func freed() {
        weak var session: HTTPServerSession?
        weak var channel: InMemoryChannel?
        do {
            let setup = Setup(handler: Self.echoPath)
            (session, channel) = (setup.session, setup.server)
            setup.send(Self.get("/", "Connection: close\r\n"))
            #expect(setup.clientEnd != nil)
        }
        #expect(session == nil)
        #expect(channel == nil)
    }

    // MARK: - The client of this module against the server of this module

    @Test("a client session gets whole, chunked and interrupted responses", arguments: [1, 1_000_000])
    func clientSession(cut: Int) throws {
        let loop = ManualLoop()
        var outcomes: [String] = []
        for path in ["/whole", "/parts", "/gone"] {
            let pair = InMemoryChannel.makePair(on: loop, cut: { min($0, cut) })
            let server = HTTPServerSession(pair.server) { request, exchange in
                #expect(request.headers.list(.connection, contains: "close"))
                guard request.target.path != "/whole" else { return Self.echoPath(request, exchange) }
                exchange.begin(.ok, [:])
                exchange.send("parts")
                if request.target.path == "/parts" { exchange.finish() } else { pair.server.close() }
            }
            server.start()
            let target = try #require(HTTPTarget(path))
            var outcome = ""
            let client = HTTPClientSession(pair.client, HTTPRequest(.get, target, headers: [.host: "h"])) { result in
                switch result {
                case .success(.head(let status, _)): outcome += "\(status.code) "
                case .success(.body(let bytes)): outcome += String(decoding: bytes, as: UTF8.self)
                case .success(.end): outcome += " end"
                case .failure(let error): outcome += " \((error as? HTTPError)?.code.description ?? "\(error)")"
                }
            }
            client.start()
            loop.runUntilIdle()
            outcomes.append(outcome)
            pair.server.abort()
            loop.runUntilIdle()
        }
        #expect(outcomes == ["200 /whole end", "200 parts end", "200 parts truncated"])
    }

    @Test("a client session gives up a server that does not answer, and a cancelled one says nothing")
    func silentServer() throws {
        let loop = ManualLoop()
        let target = try #require(HTTPTarget("/"))
        var failures: [TransportError.Code?] = []
        for isCancelled in [false, true] {
            let pair = InMemoryChannel.makePair(on: loop)
            pair.server.start(delegate: TestDelegate())
            let client = HTTPClientSession(pair.client, HTTPRequest(.get, target, headers: [.host: "h"])) { result in
                if case .failure(let error) = result { failures.append((error as? TransportError)?.code) }
            }
            client.start()
            loop.advance(by: .seconds(9))
            #expect(failures.count == (isCancelled ? 1 : 0))
            if isCancelled { client.cancel() }
            loop.advance(by: .seconds(2))
        }
        #expect(failures == [.timedOut])
    }
}

extension HTTPExchange {
    fileprivate func send(_ text: String) {
        let bytes = Array(text.utf8)
        send(bytes.span)
    }
}
