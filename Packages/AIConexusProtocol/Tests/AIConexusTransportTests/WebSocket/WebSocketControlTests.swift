// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §5.5.2 and §5.5.3.
struct WebSocketControlTests {
    @Test("pings and pongs of 0, 1 and 125 bytes are taken, slowly too", arguments: [0, 1, 125])
    func sizes(count: Int) {
        let payload = [UInt8](repeating: 0xFE, count: count)
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.masked(0x89, payload)) == [.ping(payload)])
        #expect(server.feedSlowly(RawFrame.masked(0x89, payload)) == [.ping(payload)])
        #expect(server.feed(RawFrame.masked(0x8A, payload)) == [.pong(payload)])
        #expect(server.feedSlowly(RawFrame.masked(0x8A, payload)) == [.pong(payload)])
        #expect(server.state == .open)
    }

    @Test("a control frame of 126 bytes is refused with 1002", arguments: [0x88, 0x89, 0x8A] as [UInt8])
    func tooLong(first: UInt8) {
        let frame = RawFrame.masked(first, [UInt8](repeating: 0, count: 126))
        #expect(WebSocketConversation().feed(frame).map(\.toldCloseCode) == [1_002])
    }

    @Test("a fragmented control frame is refused with 1002", arguments: [0x08, 0x09, 0x0A] as [UInt8])
    func fragmented(first: UInt8) {
        #expect(WebSocketConversation().feed(RawFrame.masked(first, [])).map(\.toldCloseCode) == [1_002])
    }

    @Test("pings and pongs are written as control frames")
    func sending() {
        let server = WebSocketConversation()
        #expect(server.sendPing([1]) && server.sendPong([2, 3]))
        #expect(server.output == [0x89, 0x01, 1, 0x8A, 0x02, 2, 3])
    }

    @Test("ten pings in one read give ten events in order")
    func many() {
        let stream = (0..<10).flatMap { RawFrame.masked(0x89, [UInt8($0)]) }
        #expect(WebSocketConversation().feed(stream) == (0..<10).map { .ping([UInt8($0)]) })
    }
}
