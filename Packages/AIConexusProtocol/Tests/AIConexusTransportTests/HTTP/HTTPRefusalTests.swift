// SPDX-License-Identifier: MIT

internal import AIConexusTestSupport
internal import Testing

@testable import AIConexusTransport

/// What two HTTP implementations could read in two ways, or what costs too much, is refused and ends the connection.
struct HTTPRefusalTests {
    /// Each of these has made some pair of servers disagree about where a request ends or what it says.
    static let smuggling: [(String, String)] = [
        ("CL and TE", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("TE and CL", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
        ("two equal CLs", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"),
        ("two different CLs", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\ncontent-length: 2\r\n\r\nab"),
        ("CL list", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\na"),
        ("CL with sign", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\na"),
        ("negative CL", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"),
        ("hexadecimal CL", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x1\r\n\r\na"),
        ("empty CL", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n"),
        ("CL with a space inside", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1 0\r\n\r\n"),
        ("CL over 64 bits", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551617\r\n\r\na"),
        ("TE other than chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n"),
        ("TE gzip, chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("TE chunked, identity", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
        ("TE chunked twice", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        (
            "TE in two fields",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        ("TE xchunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        ("TE with vertical tab", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n"),
        ("TE in quotes", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
        ("TE empty", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n\r\n"),
        ("TE in HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("bare LF behind the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
        ("bare LF behind a field", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
        ("bare LF at the end", "GET / HTTP/1.1\r\nHost: h\r\n\n"),
        ("bare LF before the request", "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("bare CR in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n"),
        ("bare CR at the end", "GET / HTTP/1.1\r\nHost: h\r\n\rX"),
        ("CR CR LF", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\r\n\r\n"),
        ("CR in the request line", "GET /\r HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"),
        ("NUL in a name", "GET / HTTP/1.1\r\nHost: h\r\nX\0: a\r\n\r\n"),
        ("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("DEL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\u{7F}\r\n\r\n"),
        ("space before a colon", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 1\r\n\r\na"),
        ("tab before a colon", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
        ("space in a name", "GET / HTTP/1.1\r\nHost: h\r\nX Y: z\r\n\r\n"),
        ("folded line", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n"),
        ("folded line by tab", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n\tb\r\n\r\n"),
        ("folded first line", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
        ("line without colon", "GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n"),
        ("empty name", "GET / HTTP/1.1\r\nHost: h\r\n: x\r\n\r\n"),
        ("name in parentheses", "GET / HTTP/1.1\r\nHost: h\r\n(x): y\r\n\r\n"),
        ("name that is not ASCII", "GET / HTTP/1.1\r\nHost: h\r\nX\u{E9}: y\r\n\r\n"),
        ("no Host", "GET / HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"),
        ("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: h\r\nHost: i\r\n\r\n"),
        ("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        ("Host with a path", "GET / HTTP/1.1\r\nHost: h/x\r\n\r\n"),
        ("Host with a user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"),
        ("Host list", "GET / HTTP/1.1\r\nHost: h, i\r\n\r\n"),
        ("absolute target of another host", "GET http://i/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("absolute target with a user", "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("absolute target without host", "GET http:///x HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("target without slash", "GET x HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("target with a fragment", "GET /#x HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("target that is not ASCII", "GET /\u{E9} HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("target * of another method", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("tunnel", "CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n"),
        ("two spaces in the request line", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("tab in the request line", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("space behind the version", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"),
        ("space before the method", " GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("four parts in the request line", "GET / x HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("HTTP/0.9", "GET /\r\n"),
        ("two empty lines before the request", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        ("TLS handshake", "\u{16}\u{03}\u{01}\u{02}"),
    ]

    @Test(
        "what could be read in two ways is refused with 400 and a close, whole and byte by byte",
        arguments: smuggling
    )
    func refused(name: String, bytes: String) {
        for isSlow in [false, true] {
            let server = HTTPConversation()
            // Behind it comes what a smuggler would want to be read as a request of its own.
            let stream = Array((bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n").utf8)
            let events = isSlow ? server.feedSlowly(stream) : server.feed(stream)
            #expect(events.count == 1)
            #expect(events.refusedStatus == 400, "\(events)")
            #expect(server.state == .ended)
            #expect(server.outputText.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(
                server.outputText.contains("\r\nConnection: close\r\n\r\n{\"error\":{\"code\":\"MALFORMED_MESSAGE\",")
            )
        }
    }

    static let chunks: [(String, String)] = [
        ("no size", "\r\nabc\r\n0\r\n\r\n"), ("extension without size", ";x\r\nabc\r\n0\r\n\r\n"),
        ("size that is not hexadecimal", "g\r\n"), ("size with 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
        ("negative size", "-3\r\nabc\r\n"), ("size with a plus", "+3\r\nabc\r\n"),
        ("space before the size", " 3\r\nabc\r\n"),
        ("space behind the size", "3 \r\nabc\r\n0\r\n\r\n"), ("size over 64 bits", "10000000000000003\r\nabc\r\n"),
        ("many zeros", "00000000003\r\nabc\r\n"), ("bare LF behind the size", "3\nabc\r\n0\r\n\r\n"),
        ("bare CR behind the size", "3\rabc\r\n0\r\n\r\n"), ("chunk too long", "3\r\nabcd\r\n0\r\n\r\n"),
        ("chunk too short", "3\r\nab\r\n0\r\n\r\n"), ("bare LF behind a chunk", "3\r\nabc\n0\r\n\r\n"),
        ("bare CR behind a chunk", "3\r\nabc\r0\r\n\r\n"), ("control byte in an extension", "3;\u{01}\r\nabc\r\n"),
        ("bare LF in an extension", "3;x\nabc\r\n0\r\n\r\n"), ("bare LF at the end", "0\r\n\n"),
        ("trailer without colon", "0\r\nX\r\n\r\n"), ("folded trailer", "0\r\nX: y\r\n z\r\n\r\n"),
        ("space in a trailer's name", "0\r\nX : y\r\n\r\n"), ("bare CR in a trailer", "0\r\nX: y\rz\r\n\r\n"),
    ]

    @Test("chunks that could be read in two ways are refused with 400, whole and byte by byte", arguments: chunks)
    func refusedChunks(name: String, body: String) {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        let stream = Array((head + body).utf8)
        #expect(HTTPConversation().feed(stream).refusedStatus == 400)
        #expect(HTTPConversation().feedSlowly(stream).refusedStatus == 400)
    }

    @Test(
        "unknown methods get 501, other versions 505",
        arguments: [
            ("FROB / HTTP/1.1\r\nHost: h\r\n\r\n", 501), ("get / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
            ("GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505), ("GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505),
            ("GET / HTTP/0.9\r\nHost: h\r\n\r\n", 505),
        ]
    )
    func unknown(bytes: String, status: Int) {
        #expect(HTTPConversation().feed(bytes).refusedStatus == status)
    }

    // MARK: - Limits

    private static var small: HTTPConfiguration {
        var configuration = HTTPConfiguration()
        configuration.maximumStartLineByteCount = 100
        configuration.maximumHeadByteCount = 200
        configuration.maximumFieldCount = 3
        configuration.maximumBodyByteCount = 10
        return configuration
    }

    @Test("a request line at the limit is taken, one byte more is refused with 414 before it ends")
    func startLine() {
        let atLimit = "GET /" + String(repeating: "a", count: 100 - 15) + " HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(HTTPConversation(Self.small).feed(atLimit).requests.count == 1)
        #expect(HTTPConversation(Self.small).feed("GET /a" + atLimit.dropFirst(5)).refusedStatus == 414)
        #expect(HTTPConversation(Self.small).feed("GET /" + String(repeating: "a", count: 96)).refusedStatus == 414)
        #expect(HTTPConversation(Self.small).feed("GET /" + String(repeating: "a", count: 95)) == [])
    }

    @Test("a head at the limit is taken, one byte more is refused with 431 before it ends")
    func head() {
        let start = "GET / HTTP/1.1\r\nHost: h\r\nX: "
        let atLimit = start + String(repeating: "a", count: 200 - 4 - start.utf8.count)
        #expect(HTTPConversation(Self.small).feed(atLimit + "\r\n\r\n").requests.count == 1)
        #expect(HTTPConversation(Self.small).feed(atLimit + "a\r\n\r\n").refusedStatus == 431)
        #expect(HTTPConversation(Self.small).feed(start + String(repeating: "a", count: 400)).refusedStatus == 431)
    }

    @Test("fields at the limit are taken, one more is refused with 431")
    func fieldCount() {
        let head = "GET / HTTP/1.1\r\nHost: h\r\nA: 1\r\nB: 2\r\n"
        #expect(HTTPConversation(Self.small).feed(head + "\r\n").requests.count == 1)
        #expect(HTTPConversation(Self.small).feed(head + "C").refusedStatus == 431)
    }

    @Test("a body at the limit is taken, one byte more is refused with 413 before it comes")
    func body() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\n"
        #expect(HTTPConversation(Self.small).feed(head + "Content-Length: 10\r\n\r\n0123456789").requests.count == 1)
        #expect(HTTPConversation(Self.small).feed(head + "Content-Length: 11\r\n\r\n").refusedStatus == 413)
        let chunked = head + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n"
        #expect(HTTPConversation(Self.small).feed(chunked + "6\r\n012345\r\n0\r\n\r\n").requests.count == 1)
        #expect(HTTPConversation(Self.small).feed(chunked + "7\r\n").refusedStatus == 413)
        #expect(HTTPConversation(Self.small).feed(chunked + "fffffffff\r\n").refusedStatus == 413)
    }

    @Test("extensions and trailers are bounded together")
    func overhead() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        let allowed = "1;" + String(repeating: "x", count: 4_000) + "\r\na\r\n0\r\nA: b\r\n\r\n"
        #expect(HTTPConversation().feed(head + allowed).requests.count == 1)
        let extensions = String(repeating: "1;" + String(repeating: "x", count: 1_000) + "\r\na\r\n", count: 5)
        #expect(HTTPConversation().feed(head + extensions).refusedStatus == 431)
        #expect(HTTPConversation().feed(head + "0\r\nA: " + String(repeating: "b", count: 5_000)).refusedStatus == 431)
    }

    // MARK: - Noise

    @Test("requests with random changes never do more than end the connection, however they are cut")
    func mutations() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let stream = Array(
            ("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcPUT /b HTTP/1.1\r\nHost: h\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: u\r\n\r\n").utf8
        )
        for _ in 0..<3_000 {
            var changed = stream
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: changed[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed.remove(at: index)
                default: changed.insert(changed[Int.random(in: 0..<changed.count, using: &generator)], at: index)
                }
            }
            let whole = HTTPConversation().feed(changed)
            let slow = HTTPConversation().feedSlowly(changed)
            #expect(slow.requests == whole.requests, "seed \(seed), bytes \(changed)")
            // Which of two faults is named may depend on the cuts.
            #expect((slow.refusedStatus == nil) == (whole.refusedStatus == nil), "seed \(seed), bytes \(changed)")
        }
    }
}
