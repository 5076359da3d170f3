// SPDX-License-Identifier: MIT

internal import AIConexusTestSupport
internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §5.1 to §5.3, §5.6 and the examples of §5.7.
struct WebSocketFramingTests {
    // MARK: - Examples of RFC 6455 §5.7, verbatim

    @Test("a client reads the unmasked text message of RFC 6455 §5.7")
    func unmaskedExample() {
        let client = WebSocketConversation(client: WebSocketConfiguration())
        #expect(client.feed([0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]) == [.text("Hello")])
    }

    @Test("a server reads the masked text message of RFC 6455 §5.7")
    func maskedExample() {
        let server = WebSocketConversation()
        let frame: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(server.feed(frame) == [.text("Hello")])
    }

    @Test("a client reads the fragmented text message of RFC 6455 §5.7")
    func fragmentedExample() {
        let client = WebSocketConversation(client: WebSocketConfiguration())
        #expect(client.feed([0x01, 0x03, 0x48, 0x65, 0x6C]) == [])
        #expect(client.feed([0x80, 0x02, 0x6C, 0x6F]) == [.text("Hello")])
    }

    @Test("ping and its masked answer are those of RFC 6455 §5.7")
    func pingExample() {
        let client = WebSocketConversation(client: WebSocketConfiguration())
        #expect(client.feed([0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]) == [.ping(Array("Hello".utf8))])
        let server = WebSocketConversation()
        let pong: [UInt8] = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(server.feed(pong) == [.pong(Array("Hello".utf8))])
    }

    @Test("binary messages of 256 bytes and 64 KiB have the headers of RFC 6455 §5.7")
    func longExamples() {
        let server = WebSocketConversation()
        let short = [UInt8](repeating: 1, count: 256)
        #expect(server.sendBinary(short))
        #expect(server.takeOutput() == [0x82, 0x7E, 0x01, 0x00] + short)
        let long = [UInt8](repeating: 2, count: 65_536)
        #expect(server.sendBinary(long))
        #expect(server.takeOutput() == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + long)
    }

    // MARK: - Both directions

    static let byteCounts = [0, 1, 2, 3, 4, 7, 8, 9, 31, 32, 33, 124, 125, 126, 127, 128, 65_535, 65_536, 70_001]

    @Test("messages of any length travel both ways, whole and byte by byte", arguments: byteCounts)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let text = String(repeating: "x", count: count)
        let server = WebSocketConversation()
        let client = WebSocketConversation(client: WebSocketConfiguration())
        #expect(server.sendBinary(bytes) && server.sendText(text))
        #expect(client.sendBinary(bytes) && client.sendText(text))
        let expected: [WebSocketEvent] = [.binary(bytes), .text(text)]
        #expect(client.feed(server.output) == expected)
        #expect(server.feed(client.output) == expected)
        #expect(client.feedSlowly(server.output) == expected)
        #expect(server.feedSlowly(client.output) == expected)
    }

    @Test("a client's frames are masked, each with another key")
    func masking() {
        let client = WebSocketConversation(client: WebSocketConfiguration())
        let payload = [UInt8](repeating: 0, count: 4)
        var keys: Set<[UInt8]> = []
        for _ in 0..<200 {
            #expect(client.sendBinary(payload))
            let frame = client.takeOutput()
            #expect(Array(frame.prefix(2)) == [0x82, 0x84])
            #expect(frame[2..<6] == frame[6..<10])
            keys.insert(Array(frame[2..<6]))
        }
        #expect(keys.count == 200)
    }

    @Test("masking keys depend on their seed alone and are the ChaCha20 key stream")
    func maskingKeys() {
        // The key stream of RFC 8439 §A.1, test vector 1: an all-zero key and nonce.
        var keys = WebSocketMaskingKeys(seed: [UInt8](repeating: 0, count: 32))
        let drawn = [keys.next(), keys.next()]
        let expected: [UInt8] = [0x76, 0xB8, 0xE0, 0xAD, 0xA0, 0xF1, 0x3D, 0x90]
        #expect(drawn == [expected.span.word32(at: 0), expected.span.word32(at: 4)])
        var others = WebSocketMaskingKeys(seed: [UInt8](repeating: 1, count: 32))
        var first: [UInt32] = []
        for _ in 0..<40 { first.append(others.next()) }
        #expect(Set(first).count == 40)
    }

    // MARK: - What is refused

    @Test("an unmasked client frame is refused with 1002")
    func unmaskedClient() {
        let server = WebSocketConversation()
        let events = server.feed(RawFrame.plain(0x81, Array("Hello".utf8)))
        #expect(events.map(\.toldCloseCode) == [1_002])
    }

    @Test("a masked server frame is refused with 1002")
    func maskedServer() {
        let client = WebSocketConversation(client: WebSocketConfiguration())
        let events = client.feed(RawFrame.masked(0x81, Array("Hello".utf8)))
        guard case .end(.failed(let error), let frame) = events.last else {
            Issue.record("not refused: \(events)")
            return
        }
        #expect(error.closeCode == .protocolError)
        #expect(frame[1] & 0x80 != 0)
    }

    @Test(
        "unmasked frames of every opcode are refused by a server",
        arguments: [0x80, 0x82, 0x88, 0x89, 0x8A] as [UInt8]
    )
    func unmaskedOpcodes(first: UInt8) {
        #expect(WebSocketConversation().feed([first, 0x00]).map(\.toldCloseCode) == [1_002])
    }

    @Test(
        "reserved bits are refused with 1002, RSV1 too while compression is not agreed on",
        arguments: [0xC1, 0xC2, 0xC9, 0x91, 0xA1, 0xF1] as [UInt8]
    )
    func reservedBits(first: UInt8) {
        #expect(WebSocketConversation().feed(RawFrame.masked(first, [1])).map(\.toldCloseCode) == [1_002])
    }

    @Test("reserved opcodes are refused with 1002", arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8])
    func reservedOpcodes(opcode: UInt8) {
        #expect(WebSocketConversation().feed(RawFrame.masked(0x80 | opcode, [])).map(\.toldCloseCode) == [1_002])
    }

    @Test("nothing is read any more after a refusal")
    func afterRefusal() {
        let server = WebSocketConversation()
        #expect(server.feed(RawFrame.plain(0x81, [1]) + RawFrame.masked(0x81, [0x41])).count == 1)
        #expect(server.feed(RawFrame.masked(0x81, [0x41])) == [])
        #expect(!server.sendText("too late"))
        #expect(server.output == [])
    }
}
