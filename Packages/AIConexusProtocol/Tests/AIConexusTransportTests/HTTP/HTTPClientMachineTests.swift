// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct HTTPClientMachineTests {
    /// Feeds a response, ends the stream if wanted, and puts body parts together.
    private func events(
        _ text: String,
        to method: HTTPMethod = .get,
        isSlow: Bool = false,
        ends: Bool = false,
        configuration: HTTPConfiguration = HTTPConfiguration()
    ) throws -> (events: [HTTPResponseEvent], taken: Int) {
        var machine = HTTPClientMachine(responseTo: method, configuration: configuration)
        var events: [HTTPResponseEvent] = []
        let bytes = Array(text.utf8)
        var taken = 0
        for piece in isSlow ? bytes.map({ [$0] }) : [bytes] {
            var position = 0
            while let event = try machine.received(piece.span, from: &position) {
                if case .body(let more) = event, case .body(let known) = events.last {
                    events[events.count - 1] = .body(known + more)
                } else {
                    events.append(event)
                }
            }
            taken += position
        }
        if ends, let event = try machine.receivedEnd() { events.append(event) }
        return (events, taken)
    }

    @Test(
        "the forms of bodies are read, whole and byte by byte",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x\r\nbc\r\n0\r\nT: u\r\n\r\n", "abc"),
            ("HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", "abc"),
            ("HTTP/1.0 200 fine\u{E9} day\r\nContent-Length: 3\r\n\r\nabc", "abc"),
        ]
    )
    func bodies(text: String, body: String) throws {
        for isSlow in [false, true] {
            let result = try events(text, isSlow: isSlow).events
            #expect(result.count == 3)
            guard case .head(.ok, _) = result.first else {
                Issue.record("no head: \(result)")
                return
            }
            #expect(result[1...] == [.body(Array(body.utf8)), .end])
        }
    }

    @Test("a body without length lasts as long as the connection")
    func untilEnd() throws {
        let result = try events("HTTP/1.1 200 OK\r\nX: y\r\n\r\nabc", isSlow: true, ends: true).events
        #expect(result == [.head(.ok, ["X": "y"]), .body(Array("abc".utf8)), .end])
    }

    @Test("a body without length is taken up to the limit and not beyond", arguments: [1, 3, 100])
    func untilEndLimit(cut: Int) throws {
        var configuration = HTTPConfiguration()
        configuration.maximumBodyByteCount = 10
        for (byteCount, isTaken) in [(10, true), (11, false)] {
            var machine = HTTPClientMachine(responseTo: .get, configuration: configuration)
            let text = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: byteCount)
            var received = 0
            var error: HTTPError?
            do throws(HTTPError) {
                for start in stride(from: 0, to: text.count, by: cut) {
                    let read = Array(text[start..<min(start + cut, text.count)])
                    var position = 0
                    while let event = try machine.received(read.span, from: &position) {
                        if case .body(let bytes) = event { received += bytes.count }
                    }
                }
            } catch let found {
                error = found
            }
            #expect(error?.code == (isTaken ? nil : .bodyTooLarge))
            #expect(received <= 10 && (!isTaken || received == 10))
        }
    }

    @Test(
        "responses without body end with their head",
        arguments: [
            ("HTTP/1.1 204 No Content\r\n\r\n", HTTPMethod.get),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", .get),
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", .head),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .head),
            ("HTTP/1.1 200 OK\r\n\r\n", .connect),
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", .get),
        ]
    )
    func noBody(text: String, method: HTTPMethod) throws {
        let (result, taken) = try events(text + "rest", to: method)
        #expect(result.count == 2)
        #expect(result.last == .end)
        #expect(taken == text.utf8.count)
    }

    @Test("a refused CONNECT has a body")
    func refusedTunnel() throws {
        let result = try events("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno", to: .connect).events
        #expect(result.dropFirst() == [.body(Array("no".utf8)), .end])
    }

    @Test("interim responses are passed over, up to a number")
    func interim() throws {
        let interim = "HTTP/1.1 100 Continue\r\n\r\n"
        let last = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        #expect(try events(interim + "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + last, isSlow: true).events.count == 2)
        #expect(try events(String(repeating: interim, count: 16) + last).events.count == 2)
        #expect(throws: HTTPError.self) { _ = try events(String(repeating: interim, count: 17) + last) }
    }

    @Test(
        "responses that could be read in two ways are refused",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 200 OK\nX: y\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 099 Low\r\n\r\n", "HTTP/1.1 600 High\r\n\r\n", "HTTP/1.1 20 Short\r\n\r\n",
            "HTTP/1.1 2000 Long\r\n\r\n",
            "ICY 200 OK\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
        ]
    )
    func refusals(text: String) {
        #expect(throws: HTTPError.self) { _ = try events(text, ends: true) }
        #expect(throws: HTTPError.self) { _ = try events(text, isSlow: true, ends: true) }
    }

    @Test("a response that is cut off anywhere is truncated")
    func truncation() throws {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        for end in 0..<text.utf8.count {
            let start = String(decoding: text.utf8.prefix(end), as: UTF8.self)
            let error = #expect(throws: HTTPError.self) { _ = try events(start, ends: true) }
            #expect(error?.code == .truncated)
        }
        #expect(try events(text, ends: true).events.last == .end)
    }

    @Test("a body over the limit is refused")
    func limit() throws {
        var configuration = HTTPConfiguration()
        configuration.maximumBodyByteCount = 2
        #expect(throws: HTTPError.self) {
            _ = try events("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", configuration: configuration)
        }
    }

    @Test("a request is written with the length of its body")
    func request() throws {
        let target = try #require(HTTPTarget("/tasks"))
        var bytes: [UInt8] = []
        HTTPRequest(.post, target, headers: [.host: "h"], body: [0x61]).append(to: &bytes)
        HTTPRequest(.post, target, headers: [.host: "h"]).append(to: &bytes)
        HTTPRequest(.get, target, headers: [.host: "h"]).append(to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "POST /tasks HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na"
                + "POST /tasks HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\nGET /tasks HTTP/1.1\r\nHost: h\r\n\r\n"
        )
        #expect(HTTPConversation().feed(bytes).requests.count == 3)
    }
}
