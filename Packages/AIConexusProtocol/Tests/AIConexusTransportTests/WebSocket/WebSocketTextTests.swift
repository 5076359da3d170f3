// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §8.1: text must be UTF-8, and is refused as early as possible.
struct WebSocketTextTests {
    @Test("valid text is delivered, in one frame or cut into frames at any byte", arguments: UTF8ValidatorTests.valid)
    func valid(bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(WebSocketConversation().feed(RawFrame.masked(0x81, bytes)) == [.text(text)])
        #expect(WebSocketConversation().feedSlowly(RawFrame.masked(0x81, bytes)) == [.text(text)])
        for cut in 0...bytes.count {
            let stream = RawFrame.masked(0x01, Array(bytes[..<cut])) + RawFrame.masked(0x80, Array(bytes[cut...]))
            #expect(WebSocketConversation().feed(stream) == [.text(text)])
        }
    }

    @Test("invalid text is refused with 1007 in one frame", arguments: UTF8ValidatorTests.invalid)
    func invalid(bytes: [UInt8], wrongAfter: Int) {
        #expect(WebSocketConversation().feed(RawFrame.masked(0x81, bytes)).map(\.toldCloseCode) == [1_007])
        let client = WebSocketConversation(client: WebSocketConfiguration())
        guard case .end(.failed(let error), _) = client.feed(RawFrame.plain(0x81, bytes)).last else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .invalidText)
    }

    @Test("invalid text is refused before the rest of its frame has come", arguments: UTF8ValidatorTests.invalid)
    func failFast(bytes: [UInt8], wrongAfter count: Int) {
        let frame = RawFrame.masked(0x81, bytes + [UInt8](repeating: 0x41, count: 100))
        let server = WebSocketConversation()
        #expect(server.feed(Array(frame[..<(6 + count - 1)])) == [])
        #expect(server.feed([frame[6 + count - 1]]).map(\.toldCloseCode) == [1_007])
    }

    @Test("invalid text is refused in the fragment in which it shows", arguments: UTF8ValidatorTests.invalid)
    func failFastAcrossFragments(bytes: [UInt8], wrongAfter count: Int) {
        let server = WebSocketConversation()
        for (index, byte) in bytes.prefix(count).enumerated() {
            let events = server.feed(RawFrame.masked(index == 0 ? 0x01 : 0x00, [byte]))
            #expect(events.map(\.toldCloseCode) == (index == count - 1 ? [1_007] : []))
        }
    }

    @Test(
        "text that ends within a character is refused with 1007",
        arguments: [[0xC2], [0xE2, 0x82], [0xF0, 0x9F, 0x98]]
    )
    func unfinished(bytes: [UInt8]) {
        #expect(WebSocketConversation().feed(RawFrame.masked(0x81, bytes)).map(\.toldCloseCode) == [1_007])
        #expect(WebSocketConversation().feedSlowly(RawFrame.masked(0x81, bytes)).map(\.toldCloseCode) == [1_007])
        let fragments = RawFrame.masked(0x01, bytes) + RawFrame.masked(0x80, [])
        #expect(WebSocketConversation().feed(fragments).map(\.toldCloseCode) == [1_007])
    }

    @Test("a text message begins anew after one that ended at a character's end")
    func independence() {
        let server = WebSocketConversation()
        let euro: [UInt8] = [0xE2, 0x82, 0xAC]
        for _ in 0..<3 {
            #expect(server.feedSlowly(RawFrame.masked(0x81, euro)) == [.text("€")])
        }
    }

    @Test("binary messages may hold anything", arguments: UTF8ValidatorTests.invalid)
    func binary(bytes: [UInt8], wrongAfter: Int) {
        #expect(WebSocketConversation().feed(RawFrame.masked(0x82, bytes)) == [.binary(bytes)])
    }
}
