// SPDX-License-Identifier: MIT

internal import AIConexusTestSupport
internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §5.4, and the independence of everything from how the stream is cut.
struct WebSocketFragmentationTests {
    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("fragments are put together, empty ones included")
    func fragments() {
        let server = WebSocketConversation()
        let stream =
            RawFrame.masked(0x01, []) + RawFrame.masked(0x00, text("Hel")) + RawFrame.masked(0x00, [])
            + RawFrame.masked(0x00, text("lo")) + RawFrame.masked(0x80, [])
        #expect(server.feed(stream) == [.text("Hello")])
        #expect(server.feedSlowly(stream) == [.text("Hello")])
    }

    @Test("control frames between and within the reads of fragments are served at once")
    func interleaved() {
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.masked(0x02, [1, 2])) == [])
        #expect(server.feed(RawFrame.masked(0x89, text("a"))) == [.ping(text("a"))])
        #expect(server.feed(RawFrame.masked(0x00, [3])) == [])
        #expect(server.feedSlowly(RawFrame.masked(0x8A, text("b"))) == [.pong(text("b"))])
        #expect(server.feed(RawFrame.masked(0x80, [4])) == [.binary([1, 2, 3, 4])])
    }

    @Test("a continuation of no message is refused with 1002", arguments: [0x00, 0x80] as [UInt8])
    func strayContinuation(first: UInt8) {
        #expect(WebSocketConversation().feed(RawFrame.masked(first, text("x"))).map(\.toldCloseCode) == [1_002])
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.masked(0x81, text("x"))) == [.text("x")])
        #expect(server.feed(RawFrame.masked(first, text("x"))).map(\.toldCloseCode) == [1_002])
    }

    @Test("a message that begins within another is refused with 1002", arguments: [0x01, 0x81, 0x02, 0x82] as [UInt8])
    func nestedMessage(first: UInt8) {
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.masked(0x01, text("x"))) == [])
        #expect(server.feed(RawFrame.masked(first, text("y"))).map(\.toldCloseCode) == [1_002])
    }

    @Test("a close within a fragmented message ends the connection")
    func closeWithin() {
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.masked(0x01, text("x"))) == [])
        let reason = WebSocketCloseReason(.normal)
        #expect(
            server.feed(RawFrame.masked(0x88, RawFrame.close(1_000)))
                == [.end(.received(reason), frame: [0x88, 0x02, 0x03, 0xE8])]
        )
    }

    @Test("a stream gives the same events however it is cut")
    func randomCuts() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let stream = Self.mixedStream
        let expected = WebSocketConversation().feed(stream)
        #expect(expected.count == 9)
        #expect(WebSocketConversation().feedSlowly(stream) == expected)
        for _ in 0..<300 {
            let cuts = (0..<Int.random(in: 1...12, using: &generator))
                .map { _ in Int.random(in: 0...stream.count, using: &generator) }.sorted()
            #expect(WebSocketConversation().feed(stream, cutAt: cuts) == expected, "seed \(seed), cuts \(cuts)")
        }
    }

    @Test("a stream cut off at any length gives a prefix of the events and no refusal")
    func truncation() {
        let stream = Self.mixedStream
        let expected = WebSocketConversation().feed(stream)
        for end in 0...stream.count {
            let server = WebSocketConversation()
            let events = server.feed(Array(stream[..<end]))
            #expect(events == Array(expected.prefix(events.count)))
            #expect(end < stream.count || events == expected)
            guard events.count < expected.count else { continue }
            #expect(server.receivedEnd() == .end(.cutOff, frame: []))
        }
    }

    private static let mixedStream: [UInt8] = {
        let umlauts = Array("äöü€😀-abcdefghijklmnopqrstuvwxyz".utf8)
        let long = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        var stream = RawFrame.masked(0x81, Array("plain".utf8)) + RawFrame.masked(0x89, [1, 2, 3])
        stream += RawFrame.masked(0x81, umlauts) + RawFrame.masked(0x82, long) + RawFrame.masked(0x81, [])
        stream += RawFrame.masked(0x01, Array(umlauts[..<3])) + RawFrame.masked(0x8A, [9])
        stream += RawFrame.masked(0x00, Array(umlauts[3..<9])) + RawFrame.masked(0x89, [])
        stream += RawFrame.masked(0x80, Array(umlauts[9...]))
        return stream + RawFrame.masked(0x88, RawFrame.close(4_000, Array("bye ✓".utf8)))
    }()
}
