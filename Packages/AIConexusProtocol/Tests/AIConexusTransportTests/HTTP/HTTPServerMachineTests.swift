// SPDX-License-Identifier: MIT

internal import AIConexusTestSupport
internal import Testing

@testable import AIConexusTransport

struct HTTPServerMachineTests {
    private static let get = "GET /health?x=1 HTTP/1.1\r\nHost: h:8000\r\n\r\n"

    // MARK: - Requests

    @Test("a request is handed out with its parts")
    func parts() throws {
        let server = HTTPConversation()
        let bytes =
            "POST /tasks HTTP/1.1\r\nHost: h\r\nX-One:  a b \t\r\nx-one:c\r\nEmpty:\r\nContent-Length: 5\r\n\r\nhello"
        let request = try #require(server.feed(bytes).requests.first)
        #expect(request.method == .post)
        #expect(request.target.path == "/tasks")
        #expect(request.version == .http11)
        #expect(request.headers.values("X-ONE") == ["a b", "c"])
        #expect(request.headers["empty"] == "")
        #expect(request.body == Array("hello".utf8))
        #expect(server.state == .idle)
    }

    @Test("a chunked body comes without its chunks, extensions and trailers")
    func chunked() throws {
        let server = HTTPConversation()
        let bytes =
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
            + "5\r\nhello\r\n00A;name=\"v\"\r\n, world of\r\n1\r\n \r\n0\r\nTrailer: x\r\n\r\n" + Self.get
        let requests = server.feed(bytes).requests
        #expect(requests.map(\.body) == [Array("hello, world of ".utf8), []])
        #expect(requests.first?.headers["Trailer"] == nil)
    }

    @Test("requests are the same however they are cut")
    func cuts() {
        let stream = Array(
            (Self.get + "\r\nPOST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
                + "PUT /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + Self.get)
                .utf8
        )
        let expected = HTTPConversation().feed(stream)
        #expect(expected.requests.count == 4)
        #expect(HTTPConversation().feedSlowly(stream) == expected)
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let server = HTTPConversation()
            var events: [HTTPServerEvent] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &generator)
                events += server.feed(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            #expect(events == expected, "seed \(seed)")
        }
    }

    @Test("a stream that is cut off anywhere ends without refusal and without a half request")
    func truncation() {
        let stream = Array(
            "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8
        )
        for end in 0..<stream.count {
            let server = HTTPConversation()
            #expect(server.feed(Array(stream[..<end])) == [])
            #expect(server.receivedEnd() == .end)
            #expect(server.receivedEnd() == nil)
            #expect(server.output == [])
        }
    }

    @Test("absolute targets and HTTP/1.0 without Host are taken")
    func otherForms() {
        let absolute = HTTPConversation().feed("GET http://H:1/a?b HTTP/1.1\r\nHost: h:1\r\n\r\n").requests
        #expect(absolute.map(\.target.path) == ["/a"])
        #expect(HTTPConversation().feed("GET / HTTP/1.0\r\n\r\n").requests.map(\.version) == [.http10])
        #expect(HTTPConversation().feed("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").requests.map(\.target.path) == ["*"])
    }

    // MARK: - Responses

    @Test("a whole response has its length, and a date if there is one")
    func wholeResponse() {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed(Self.get).count == 1)
        #expect(server.state == .responding)
        server.respond(
            HTTPResponse(.created, headers: [.location: "/tasks/1"], body: [0x61]),
            date: HTTPDate(unixSeconds: 0)
        )
        #expect(
            server.outputText
                == "HTTP/1.1 201 Created\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nLocation: /tasks/1\r\nContent-Length: 1\r\n\r\na"
        )
    }

    @Test("HEAD is answered without the body, and 204 without its length")
    func noBody() {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").count == 1)
        server.respond()
        #expect(server.takeOutput() == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
        #expect(server.feed(Self.get).count == 1)
        server.respond(HTTPResponse(.noContent))
        #expect(server.takeOutput() == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(server.feed("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").count == 1)
        server.begin()
        server.send("x")
        server.finish()
        #expect(server.takeOutput() == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(server.state == .idle)
    }

    @Test("a response in parts is chunked, and its empty parts are no chunks")
    func parts11() {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed(Self.get).count == 1)
        server.begin(.ok, [.contentType: "text/event-stream"])
        #expect(server.state == .streaming)
        server.send("data: 1\n\n")
        server.send("")
        server.send(String(repeating: "x", count: 16))
        server.finish()
        #expect(
            server.outputText
                == "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "9\r\ndata: 1\n\n\r\n10\r\nxxxxxxxxxxxxxxxx\r\n0\r\n\r\n"
        )
        #expect(server.state == .idle)
    }

    @Test("a response in parts to HTTP/1.0 ends with the connection")
    func parts10() {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").count == 1)
        server.begin()
        server.send("abc")
        server.finish()
        #expect(server.outputText == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc")
        #expect(server.state == .ended)
    }

    // MARK: - The life of a connection

    @Test(
        "a connection is kept as version and Connection say",
        arguments: [
            ("HTTP/1.1\r\nHost: h", true, nil), ("HTTP/1.1\r\nHost: h\r\nConnection: close", false, "close"),
            ("HTTP/1.1\r\nHost: h\r\nConnection: x, Close", false, "close"),
            ("HTTP/1.1\r\nHost: h\r\nConnection: keep-alive", true, nil), ("HTTP/1.0", false, "close"),
            ("HTTP/1.0\r\nConnection: keep-alive", true, "keep-alive"),
            ("HTTP/1.0\r\nConnection: keep-alive, close", false, "close"),
        ]
    )
    func keepAlive(head: String, isKept: Bool, connection: String?) {
        let server = HTTPConversation()
        #expect(server.feed("GET / \(head)\r\n\r\n").count == 1)
        #expect(server.state == (isKept ? .idle : .ended))
        let line = connection.map { "Connection: \($0)\r\n" } ?? ""
        #expect(server.outputText == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\(line)\r\nok")
        #expect(server.feed(Self.get).count == (isKept ? 1 : 0))
    }

    @Test("requests sent ahead wait until the response before them is complete")
    func pipelining() {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed(Self.get + Self.get + Self.get).count == 1)
        #expect(server.kept == Array((Self.get + Self.get).utf8))
        server.respond()
        #expect(server.state == .idle)
        #expect(HTTPConversation().feed(Self.get + Self.get + Self.get).requests.count == 3)
    }

    @Test("the last request that a connection may make is answered with close")
    func requestLimit() {
        var configuration = HTTPConfiguration()
        configuration.maximumRequestCount = 2
        let server = HTTPConversation(configuration)
        #expect(server.feed(Self.get + Self.get + Self.get).requests.count == 2)
        #expect(server.outputText.components(separatedBy: "Connection: close").count == 2)
        #expect(server.state == .ended)
    }

    @Test("a client that half-closes gets its response, and one that leaves a stream ends it")
    func halfClose() {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed(Self.get).count == 1)
        #expect(server.receivedEnd() == nil)
        server.respond()
        #expect(server.state == .ended)
        #expect(server.outputText.contains("Connection: close"))
        let streaming = HTTPConversation(answersAtOnce: false)
        #expect(streaming.feed(Self.get).count == 1)
        streaming.begin()
        #expect(streaming.receivedEnd() == .end)
        #expect(streaming.state == .ended)
        #expect(HTTPConversation().receivedEnd() == .end)
    }

    @Test("a shutdown ends an idle connection at once and a busy one after its response")
    func shutdown() {
        #expect(HTTPConversation().beganShutdown() == .end)
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.feed(Self.get).count == 1)
        #expect(server.beganShutdown() == nil)
        server.respond()
        #expect(server.state == .ended)
        let reading = HTTPConversation(answersAtOnce: false)
        #expect(reading.feed("GET / HT") == [])
        #expect(reading.beganShutdown() == nil)
        #expect(reading.feed("TP/1.1\r\nHost: h\r\n\r\n").count == 1)
        reading.respond()
        #expect(reading.state == .ended)
    }

    @Test("what follows a change of protocol is left alone")
    func upgrade() throws {
        let server = HTTPConversation(answersAtOnce: false)
        let bytes = "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\u{81}\u{0}GET"
        let request = try #require(server.feed(bytes).requests.first)
        #expect(request.asksToUpgrade(to: "websocket"))
        #expect(server.kept == Array("\u{81}\u{0}GET".utf8))
        server.switchProtocols([.upgrade: "websocket", .connection: "Upgrade"])
        #expect(
            server.outputText
                == "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        )
        #expect(server.state == .upgraded)
        #expect(server.timer == nil)
        #expect(server.receivedEnd() == nil)
    }

    @Test("a request to upgrade that is answered otherwise is followed by ordinary ones")
    func refusedUpgrade() {
        let server = HTTPConversation()
        let upgrade = "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        #expect(server.feed(upgrade + Self.get).requests.count == 2)
    }

    // MARK: - Expect

    @Test("a client that waits for 100 gets it, one that does not wait does not")
    func expectContinue() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
        let waiting = HTTPConversation()
        #expect(waiting.feed(head) == [.send("HTTP/1.1 100 Continue\r\n\r\n")])
        #expect(waiting.feed("ab").requests.map(\.body) == [[0x61, 0x62]])
        let eager = HTTPConversation().feed(head + "a")
        #expect(eager == [])
        let without = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"
        #expect(HTTPConversation().feed(without).requests.count == 1)
        let old = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        #expect(HTTPConversation().feed(old) == [])
    }

    @Test("any other expectation is refused with 417, and a body over the limit before 100")
    func otherExpectation() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 2\r\n\r\n"
        #expect(HTTPConversation().feed(head).refusedStatus == 417)
        let large = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n"
        #expect(HTTPConversation().feed(large).refusedStatus == 413)
    }

    // MARK: - Deadlines

    @Test("each part of a connection's life has its deadline")
    func deadlines() throws {
        let server = HTTPConversation(answersAtOnce: false)
        #expect(server.timer == HTTPServerTimer(purpose: .head, requestCount: 0, delay: .seconds(10)))
        #expect(server.feed("POST / HTTP/1.1\r\n") == [])
        #expect(server.timer == HTTPServerTimer(purpose: .head, requestCount: 0, delay: .seconds(10)))
        #expect(server.feed("Host: h\r\nContent-Length: 2\r\n\r\na") == [])
        #expect(server.timer == HTTPServerTimer(purpose: .body, requestCount: 0, delay: .seconds(30)))
        #expect(server.feed("b").count == 1)
        #expect(server.timer == nil)
        server.respond()
        #expect(server.timer == HTTPServerTimer(purpose: .idle, requestCount: 1, delay: .seconds(60)))
        #expect(server.feed("G") == [])
        #expect(server.timer == HTTPServerTimer(purpose: .head, requestCount: 1, delay: .seconds(10)))
    }

    @Test("a connection without any request is closed without a word")
    func silentConnection() throws {
        let server = HTTPConversation()
        let timer = try #require(server.timer)
        #expect(server.fire(timer) == .end)
        #expect(server.output == [])
        #expect(server.fire(timer) == nil)
    }

    @Test(
        "a half request is answered with 408",
        arguments: ["G", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na"]
    )
    func halfRequest(bytes: String) throws {
        let server = HTTPConversation()
        #expect(server.feed(bytes) == [])
        let timer = try #require(server.timer)
        #expect(server.fire(timer).map { [$0] }?.refusedStatus == 408)
        #expect(server.outputText.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(server.state == .ended)
    }

    @Test("a timer that no longer holds means nothing")
    func lateTimer() throws {
        let server = HTTPConversation()
        let head = try #require(server.timer)
        #expect(server.feed(Self.get).count == 1)
        #expect(server.fire(head) == nil)
        let idle = try #require(server.timer)
        #expect(server.feed(Self.get).count == 1)
        #expect(server.fire(idle) == nil)
        #expect(server.state == .idle)
        #expect(server.timer.flatMap(server.fire) == .end)
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
