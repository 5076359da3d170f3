// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

struct WebSocketLimitTests {
    private func configuration(message: Int, frame: Int) -> WebSocketConfiguration {
        var configuration = WebSocketConfiguration()
        configuration.maximumMessageByteCount = message
        configuration.maximumFrameByteCount = frame
        return configuration
    }

    @Test("a message at the limit is taken, one over it is refused with 1009 before its payload comes")
    func oneFrame() {
        let limits = configuration(message: 1_000, frame: 5_000)
        let payload = [UInt8](repeating: 0x61, count: 1_001)
        let atLimit = RawFrame.masked(0x82, Array(payload.dropLast()))
        #expect(WebSocketConversation(server: limits).feed(atLimit).count == 1)
        let header = Array(RawFrame.masked(0x82, payload).prefix(8))
        #expect(WebSocketConversation(server: limits).feed(header).map(\.toldCloseCode) == [1_009])
    }

    @Test("fragments count together, and are refused by what the next one announces")
    func fragments() {
        let limits = configuration(message: 10, frame: 5_000)
        let server = WebSocketConversation(server: limits)
        #expect(server.feed(RawFrame.masked(0x02, [1, 2, 3, 4, 5, 6])) == [])
        #expect(server.feed(RawFrame.masked(0x00, [7, 8, 9])) == [])
        #expect(server.feed(RawFrame.masked(0x80, [10])) == [.binary([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])])
        #expect(server.feed(RawFrame.masked(0x02, [1, 2, 3, 4, 5, 6])) == [])
        #expect(server.feed(Array(RawFrame.masked(0x80, [1, 2, 3, 4, 5]).prefix(6))).map(\.toldCloseCode) == [1_009])
    }

    @Test("a frame over its own limit is refused, although the message would be small enough")
    func frameLimit() {
        let limits = configuration(message: 1_000, frame: 10)
        #expect(
            WebSocketConversation(server: limits).feed(RawFrame.masked(0x82, [UInt8](repeating: 1, count: 10))).count
                == 1
        )
        let frame = RawFrame.masked(0x82, [UInt8](repeating: 1, count: 11))
        #expect(WebSocketConversation(server: limits).feed(frame).map(\.toldCloseCode) == [1_009])
    }

    @Test("without a limit of its own a frame may be little longer than a message")
    func defaultFrameLimit() {
        var configuration = WebSocketConfiguration()
        #expect(configuration.frameLimit == 1_048_576 + 1_024 + 64)
        configuration.maximumMessageByteCount = .max
        #expect(configuration.frameLimit == .max)
    }

    @Test("control frames are not under the frame limit")
    func controlFrames() {
        let server = WebSocketConversation(server: configuration(message: 4, frame: 4))
        let payload = [UInt8](repeating: 1, count: 125)
        #expect(server.feed(RawFrame.masked(0x89, payload)) == [.ping(payload)])
    }

    @Test("an announced length of 2^63 − 1 is refused and costs nothing")
    func hugeLength() {
        let header: [UInt8] = [0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] + RawFrame.key
        #expect(WebSocketConversation().feed(header).map(\.toldCloseCode) == [1_009])
        var limits = configuration(message: Int.max, frame: Int.max)
        limits.messageTimeout = nil
        let server = WebSocketConversation(server: limits)
        #expect(server.feed(RawFrame.masked(0x02, [1])) == [])
        #expect(server.feed([0x80] + header.dropFirst()).map(\.toldCloseCode) == [1_009])
    }

    @Test("the code for too large messages can be set")
    func ownCode() {
        var limits = configuration(message: 1, frame: 1)
        limits.tooLargeCloseCode = .tooLarge
        #expect(
            WebSocketConversation(server: limits).feed(RawFrame.masked(0x82, [1, 2])).map(\.toldCloseCode) == [4_507]
        )
    }

    @Test("binary messages are refused with 1003 at their first frame where only text is spoken")
    func textOnly() {
        var configuration = WebSocketConfiguration()
        configuration.acceptsBinary = false
        let server = WebSocketConversation(server: configuration)
        #expect(server.feed(RawFrame.masked(0x81, [0x41])) == [.text("A")])
        #expect(server.feed(Array(RawFrame.masked(0x82, [1, 2, 3]).prefix(6))).map(\.toldCloseCode) == [1_003])
    }
}
