// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §5.5.1 and §7.
struct WebSocketCloseTests {
    @Test("a Close without code is answered by one without code")
    func empty() {
        let server = WebSocketConversation()
        let closure = WebSocketClosure.received(WebSocketCloseReason(nil))
        #expect(server.feed(RawFrame.masked(0x88, [])) == [.end(closure, frame: [0x88, 0x00])])
        #expect(server.state == .ended(closure))
    }

    @Test(
        "a Close with a code that may be sent is echoed",
        arguments: [
            1_000, 1_001, 1_002, 1_003, 1_007, 1_008, 1_009, 1_010, 1_011, 1_012, 1_013, 1_014, 3_000, 3_999, 4_000,
        ]
            as [UInt16] + [4_001, 4_002, 4_004, 4_005, 4_006, 4_500, 4_501, 4_503, 4_505, 4_507, 4_999]
    )
    func validCodes(code: UInt16) {
        let reason = WebSocketCloseReason(WebSocketCloseCode(code), "why")
        let echo: [UInt8] = [0x88, 0x02] + RawFrame.close(code)
        let frame = RawFrame.masked(0x88, RawFrame.close(code, Array("why".utf8)))
        #expect(WebSocketConversation().feed(frame) == [.end(.received(reason), frame: echo)])
        #expect(WebSocketConversation().feedSlowly(frame) == [.end(.received(reason), frame: echo)])
    }

    @Test(
        "a Close with a code that may not be sent is refused with 1002",
        arguments: [0, 1, 999, 1_004, 1_005, 1_006, 1_015, 1_016, 1_100, 2_000, 2_999, 5_000, 65_535] as [UInt16]
    )
    func invalidCodes(code: UInt16) {
        let frame = RawFrame.masked(0x88, RawFrame.close(code))
        #expect(WebSocketConversation().feed(frame).map(\.toldCloseCode) == [1_002])
    }

    @Test("a Close of one byte is refused with 1002")
    func halfCode() {
        #expect(WebSocketConversation().feed(RawFrame.masked(0x88, [3])).map(\.toldCloseCode) == [1_002])
    }

    @Test(
        "a reason that is not UTF-8 is refused with 1007",
        arguments: [[0xFF], [0xC2], [0xED, 0xA0, 0x80]] as [[UInt8]]
    )
    func invalidReason(bytes: [UInt8]) {
        let frame = RawFrame.masked(0x88, RawFrame.close(1_000, bytes))
        #expect(WebSocketConversation().feed(frame).map(\.toldCloseCode) == [1_007])
    }

    @Test("a reason of 123 bytes is taken")
    func longestReason() {
        let text = String(repeating: "r", count: 123)
        let frame = RawFrame.masked(0x88, RawFrame.close(1_000, Array(text.utf8)))
        let closure = WebSocketClosure.received(WebSocketCloseReason(.normal, text))
        #expect(WebSocketConversation().feed(frame) == [.end(closure, frame: [0x88, 0x02, 0x03, 0xE8])])
    }

    @Test("nothing behind a Close is read")
    func afterClose() {
        let server = WebSocketConversation()
        let stream = RawFrame.masked(0x88, []) + RawFrame.masked(0x81, [0x41]) + [0xFF, 0xFF]
        #expect(server.feed(stream).count == 1)
        #expect(server.feed([1, 2, 3]) == [])
        #expect(server.receivedEnd() == .wait)
    }

    // MARK: - Our own close

    @Test("our Close is sent once, and the peer's answer ends the connection")
    func ownClose() {
        let server = WebSocketConversation()
        let reason = WebSocketCloseReason(.superseded, "newer session")
        #expect(server.sendClose(reason))
        #expect(server.takeOutput() == [0x88, 15] + RawFrame.close(4_501, Array("newer session".utf8)))
        #expect(server.state == .closing(reason))
        #expect(!server.sendClose(reason))
        #expect(!server.sendText("x"))
        #expect(!server.sendBinary([1]))
        #expect(!server.sendPing([]))
        #expect(!server.sendPong([]))
        #expect(server.output == [])
        let answer = RawFrame.masked(0x88, RawFrame.close(4_501))
        #expect(server.feed(answer) == [.end(.sent(reason), frame: [])])
        #expect(server.state == .ended(.sent(reason)))
    }

    @Test("messages that come after our Close are discarded, pings unanswered")
    func lateMessages() {
        let server = WebSocketConversation()
        #expect(server.sendClose(WebSocketCloseReason(.normal)))
        let late = RawFrame.masked(0x81, [0xFF]) + RawFrame.masked(0x89, [1]) + RawFrame.masked(0x02, [1])
        #expect(server.feed(late) == [])
        #expect(server.feed(RawFrame.masked(0x88, [])).count == 1)
    }

    @Test("a broken frame after our Close ends the connection without another Close")
    func lateRefusal() {
        let server = WebSocketConversation()
        let reason = WebSocketCloseReason(.normal)
        #expect(server.sendClose(reason))
        #expect(server.feed([0xFF]) == [.end(.sent(reason), frame: [])])
    }

    @Test("the end of the stream after our Close ends the connection as closed")
    func endAfterClose() {
        let server = WebSocketConversation()
        let reason = WebSocketCloseReason(.goingAway)
        #expect(server.sendClose(reason))
        #expect(server.receivedEnd() == .end(.sent(reason), frame: []))
        #expect(server.receivedEnd() == .wait)
    }

    @Test("the end of the stream without a Close is a cut")
    func cut() {
        let server = WebSocketConversation()
        #expect(server.receivedEnd() == .end(.cutOff, frame: []))
        #expect(server.state == .ended(.cutOff))
    }

    @Test("a long reason is cut at a character before the 124th byte")
    func longReason() {
        let server = WebSocketConversation()
        #expect(server.sendClose(WebSocketCloseReason(.normal, String(repeating: "€", count: 60))))
        #expect(server.output == [0x88, 125] + RawFrame.close(1_000, Array(String(repeating: "€", count: 41).utf8)))
        let other = WebSocketConversation()
        #expect(other.sendClose(WebSocketCloseReason(.normal, String(repeating: "€", count: 40) + "abcä")))
        #expect(
            other.output == [0x88, 125] + RawFrame.close(1_000, Array((String(repeating: "€", count: 40) + "abc").utf8))
        )
    }

    @Test("a client's Close is masked")
    func clientClose() {
        let client = WebSocketConversation(client: WebSocketConfiguration())
        #expect(client.sendClose(WebSocketCloseReason(.normal)))
        let server = WebSocketConversation()
        #expect(
            server.feed(client.output).first
                == .end(
                    .received(WebSocketCloseReason(.normal)),
                    frame: [0x88, 0x02, 0x03, 0xE8]
                )
        )
    }

    @Test("both sides that close at once end in good order")
    func crossing() {
        let server = WebSocketConversation()
        let client = WebSocketConversation(client: WebSocketConfiguration())
        let serverReason = WebSocketCloseReason(.draining)
        let clientReason = WebSocketCloseReason(.normal)
        #expect(server.sendClose(serverReason) && client.sendClose(clientReason))
        #expect(server.feed(client.output) == [.end(.sent(serverReason), frame: [])])
        #expect(client.feed(server.output) == [.end(.sent(clientReason), frame: [])])
    }
}
