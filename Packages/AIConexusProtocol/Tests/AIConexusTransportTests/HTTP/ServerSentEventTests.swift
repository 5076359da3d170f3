// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct ServerSentEventTests {
    private func read(_ text: String, isSlow: Bool = false) throws -> [ServerSentEvent] {
        var reader = ServerSentEventReader()
        guard isSlow else { return try reader.received(Array(text.utf8)) }
        var events: [ServerSentEvent] = []
        for byte in text.utf8 { events += try reader.received([byte]) }
        return events
    }

    @Test("an event is written with a data line for each line of its text, and read back")
    func roundTrip() throws {
        let event = ServerSentEvent("one\ntwo\r\n\rthree: x", name: "snapshot", id: "42", retryMilliseconds: 1_500)
        var bytes: [UInt8] = []
        event.append(to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            text == "id: 42\nevent: snapshot\nretry: 1500\ndata: one\ndata: two\ndata: \ndata: three: x\n\n"
        )
        let expected = ServerSentEvent("one\ntwo\n\nthree: x", name: "snapshot", id: "42", retryMilliseconds: 1_500)
        #expect(try read(text) == [expected])
        #expect(try read(text, isSlow: true) == [expected])
    }

    @Test("an empty text is one empty data line")
    func empty() throws {
        var bytes: [UInt8] = []
        ServerSentEvent("").append(to: &bytes)
        #expect(bytes == Array("data: \n\n".utf8))
        #expect(try read("data\n\n") == [ServerSentEvent("")])
    }

    @Test("line ends in name and id cannot forge fields")
    func injection() {
        var bytes: [UInt8] = []
        ServerSentEvent("x", name: "a\nid: 9", id: "b\r\ndata: y").append(to: &bytes)
        #expect(bytes == Array("id: b  data: y\nevent: a id: 9\ndata: x\n\n".utf8))
    }

    @Test(
        "streams in the forms of the HTML standard are read",
        arguments: [
            ("data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]),
            (
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
                ["first event", "second event", " third event"]
            ),
            ("data\n\ndata\ndata\n\ndata:", ["", "\n"]), ("data:test\n\ndata: test\n\n", ["test", "test"]),
            ("data: a\r\rdata: b\r\n\r\ndata: c\n\n", ["a", "b", "c"]), ("\u{FEFF}data: bom\n\n", ["bom"]),
            ("event: x\n\nfoo: bar\nDATA: y\n\n", []), ("data: cut off\n", []),
        ]
    )
    func forms(text: String, expected: [String]) throws {
        #expect(try read(text).map(\.data) == expected)
        #expect(try read(text, isSlow: true).map(\.data) == expected)
    }

    @Test("the last id stays until another comes, and an empty one clears it")
    func lastID() throws {
        #expect(
            try read("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: x\0y\ndata: d\n\n").map(\.id) == [
                "1", "1", "", "",
            ]
        )
    }

    @Test("retry is taken if it is a number")
    func retry() throws {
        #expect(try read("retry: 10\ndata: a\n\nretry: 1x\ndata: b\n\n").map(\.retryMilliseconds) == [10, nil])
    }

    @Test("an event over the limit is refused, and comments count too")
    func limit() throws {
        var reader = ServerSentEventReader(maximumEventByteCount: 10)
        #expect(try reader.received(Array("data: 1234\n\n".utf8)).count == 1)
        #expect(throws: HTTPError.self) { _ = try reader.received(Array("data: 12345".utf8)) }
        var other = ServerSentEventReader(maximumEventByteCount: 10)
        #expect(throws: HTTPError.self) { _ = try other.received(Array(":123\n:456\n:789\n".utf8)) }
    }
}
