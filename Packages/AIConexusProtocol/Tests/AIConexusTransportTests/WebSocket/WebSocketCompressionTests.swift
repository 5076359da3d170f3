// SPDX-License-Identifier: MIT

internal import AIConexusTestSupport
internal import Testing

@testable import AIConexusTransport

/// RFC 7692 §6 to §8.
struct WebSocketCompressionTests {
    private static let fresh = WebSocketCompressionAgreement(
        serverResetsContext: true,
        clientResetsContext: true,
        serverWindowBits: 15,
        clientWindowBits: 15
    )
    private static let kept = WebSocketCompressionAgreement(
        serverResetsContext: false,
        clientResetsContext: false,
        serverWindowBits: 15,
        clientWindowBits: 15
    )

    private static func configuration(minimum: Int = 0, limit: Int = 1_048_576) -> WebSocketConfiguration {
        var configuration = WebSocketConfiguration()
        var compression = WebSocketCompressionConfiguration()
        compression.minimumByteCount = minimum
        configuration.compression = compression
        configuration.maximumMessageByteCount = limit
        return configuration
    }

    private static func server(
        _ agreement: WebSocketCompressionAgreement = fresh,
        limit: Int = 1_048_576
    )
        -> WebSocketConversation
    {
        WebSocketConversation(server: configuration(limit: limit), compression: agreement)
    }

    private static func client(_ agreement: WebSocketCompressionAgreement = fresh) -> WebSocketConversation {
        WebSocketConversation(client: configuration(), compression: agreement)
    }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        DeflateStream(windowBits: 15, level: 9).deflate(bytes.span, to: &output)
        return output
    }

    // MARK: - Examples of RFC 7692 §7.2.3, verbatim

    @Test(
        "a server inflates the examples of RFC 7692 §7.2.3, however they are cut",
        arguments: [
            [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00],
            [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
            [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
        ] as [[UInt8]]
    )
    func examples(payload: [UInt8]) {
        #expect(Self.server().feed(RawFrame.masked(0xC1, payload)) == [.text("Hello")])
        #expect(Self.server().feedSlowly(RawFrame.masked(0xC1, payload)) == [.text("Hello")])
        for cut in 0...payload.count {
            let stream = RawFrame.masked(0x41, Array(payload[..<cut])) + RawFrame.masked(0x80, Array(payload[cut...]))
            #expect(Self.server().feed(stream) == [.text("Hello")])
            #expect(Self.client().feed(RawFrame.plain(0x41, Array(payload[..<cut]))) == [])
        }
    }

    @Test("a kept window is used as in RFC 7692 §7.2.3.2, and a fresh one cannot")
    func sharedWindow() {
        let first = RawFrame.masked(0xC1, [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
        let second = RawFrame.masked(0xC1, [0xF2, 0x00, 0x11, 0x00, 0x00])
        #expect(Self.server(Self.kept).feed(first + second) == [.text("Hello"), .text("Hello")])
        let events = Self.server(Self.fresh).feed(first + second)
        #expect(events.first == .text("Hello"))
        #expect(events.last?.toldCloseCode == 1_007)
    }

    @Test("a kept window survives a block that says it is the last")
    func sharedWindowAfterLastBlock() {
        let first = RawFrame.masked(0xC1, [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00])
        let second = RawFrame.masked(0xC1, [0xF2, 0x00, 0x11, 0x00, 0x00])
        #expect(Self.server(Self.kept).feed(first + second) == [.text("Hello"), .text("Hello")])
    }

    @Test("an empty message is one zero byte as in RFC 7692 §7.2.3.6")
    func emptyMessage() {
        #expect(Self.deflated([]) == [0x00])
        #expect(Self.server().feed(RawFrame.masked(0xC1, [0x00])) == [.text("")])
        let stream = DeflateStream(windowBits: 15, level: 1)
        var output: [UInt8] = []
        let empty: [UInt8] = []
        for _ in 0..<3 { stream.deflate(empty.span, to: &output) }
        #expect(output == [0, 0, 0])
    }

    // MARK: - Both directions

    @Test("messages of any length and kind travel both ways, with and without kept windows", arguments: [fresh, kept])
    func roundTrip(agreement: WebSocketCompressionAgreement) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let server = Self.server(agreement)
        let client = Self.client(agreement)
        var expected: [WebSocketEvent] = []
        for count in [0, 1, 5, 100, 1_000, 40_000, 70_000] {
            let random = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = String(repeating: "{\"ä\":1}", count: count / 8)
            #expect(server.sendBinary(random) && server.sendText(text))
            #expect(client.sendBinary(random) && client.sendText(text))
            expected += [.binary(random), .text(text)]
        }
        #expect(client.feed(server.output) == expected, "seed \(seed)")
        #expect(server.feed(client.output) == expected, "seed \(seed)")
        let cuts = (0..<50).map { _ in Int.random(in: 0...client.output.count, using: &generator) }.sorted()
        #expect(Self.server(agreement).feed(client.output, cutAt: cuts) == expected, "seed \(seed), cuts \(cuts)")
    }

    @Test("small windows travel both ways", arguments: 9...15)
    func windowBits(bits: Int) {
        var agreement = Self.kept
        agreement.serverWindowBits = bits
        agreement.clientWindowBits = bits
        let server = Self.server(agreement)
        let client = Self.client(agreement)
        let text = (0..<5_000).map { "line \($0 % 700)\n" }.joined()
        #expect(server.sendText(text) && server.sendText(text) && client.sendText(text) && client.sendText(text))
        #expect(client.feed(server.output) == [.text(text), .text(text)])
        #expect(server.feed(client.output) == [.text(text), .text(text)])
    }

    @Test("only messages from the threshold on that get smaller are compressed")
    func threshold() {
        let server = WebSocketConversation(server: Self.configuration(minimum: 64), compression: Self.fresh)
        #expect(server.sendText(String(repeating: "a", count: 63)))
        #expect(server.takeOutput().first == 0x81)
        #expect(server.sendText(String(repeating: "a", count: 64)))
        #expect(server.takeOutput().first == 0xC1)
        var generator = SeededGenerator(seed: 1)
        #expect(server.sendBinary((0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) }))
        #expect(server.takeOutput().first == 0x82)
    }

    @Test("uncompressed and compressed messages mix")
    func mixed() {
        let frames =
            RawFrame.masked(0x81, Array("plain".utf8)) + RawFrame.masked(0xC1, Self.deflated(Array("small".utf8)))
            + RawFrame.masked(0x81, Array("plain".utf8))
        #expect(Self.server().feed(frames) == [.text("plain"), .text("small"), .text("plain")])
    }

    @Test("connections of one loop share streams without mixing their messages")
    func pool() {
        let pool = WebSocketCompressionPool()
        let servers = (0..<3).map { _ in
            WebSocketConversation(server: Self.configuration(), compression: Self.fresh, pool: pool)
        }
        let texts = ["first first first", "second second", "third third third third"]
        let streams = texts.map { RawFrame.masked(0xC1, Self.deflated(Array($0.utf8))) }
        var received: [[WebSocketEvent]] = [[], [], []]
        for offset in 0..<40 {
            for index in 0..<3 where offset < streams[index].count {
                received[index] += servers[index].feed([streams[index][offset]])
            }
        }
        #expect(received == texts.map { [.text($0)] })
        for (index, server) in servers.enumerated() {
            #expect(server.sendText(texts[index]))
            #expect(Self.client().feed(server.output) == [.text(texts[index])])
        }
    }

    // MARK: - What is refused

    @Test("RSV1 on a control frame or a continuation is refused with 1002")
    func misplacedBit() {
        for first in [0xC8, 0xC9, 0xCA] as [UInt8] {
            #expect(Self.server().feed(RawFrame.masked(first, [])).map(\.toldCloseCode) == [1_002])
        }
        let fragments = RawFrame.masked(0x41, [0xF2]) + RawFrame.masked(0xC0, [0x48])
        #expect(Self.server().feed(fragments).map(\.toldCloseCode) == [1_002])
        let plain = RawFrame.masked(0x01, [0x41]) + RawFrame.masked(0xC0, [0x41])
        #expect(Self.server().feed(plain).map(\.toldCloseCode) == [1_002])
    }

    @Test(
        "what is not DEFLATE data is refused with 1007",
        arguments: [
            [0x06, 0x00], [0xFF, 0xFF, 0xFF], [0xF2, 0x48, 0xCD], [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48],
            [0x78, 0x9C, 0x01],
        ] as [[UInt8]]
    )
    func garbage(payload: [UInt8]) {
        #expect(Self.server().feed(RawFrame.masked(0xC1, payload)).map(\.toldCloseCode) == [1_007])
        #expect(Self.server().feedSlowly(RawFrame.masked(0xC1, payload)).map(\.toldCloseCode) == [1_007])
    }

    @Test("compressed text that is not UTF-8 is refused with 1007, before its end where it comes in fragments")
    func invalidText() {
        let payload = Self.deflated([0x41, 0xC0, 0xAF])
        #expect(Self.server().feed(RawFrame.masked(0xC1, payload)).map(\.toldCloseCode) == [1_007])
        #expect(Self.server().feed(RawFrame.masked(0x41, payload)).map(\.toldCloseCode) == [1_007])
        #expect(Self.server().feed(RawFrame.masked(0xC1, Self.deflated([0x41, 0xC3]))).map(\.toldCloseCode) == [1_007])
    }

    @Test(
        "a message that inflates to the limit is taken, one byte more is refused with 1009",
        arguments: [1, 1_000, 100_000]
    )
    func inflatedLimit(limit: Int) {
        let atLimit = [UInt8](repeating: 0x61, count: limit)
        let server = Self.server(limit: limit)
        #expect(server.feed(RawFrame.masked(0xC2, Self.deflated(atLimit))) == [.binary(atLimit)])
        let over = RawFrame.masked(0xC2, Self.deflated(atLimit + [0x61]))
        #expect(server.feed(over).map(\.toldCloseCode) == [1_009])
        #expect(Self.server(limit: limit).feedSlowly(over).map(\.toldCloseCode) == [1_009])
    }

    @Test("a message at the limit is taken although compressing made it longer")
    func incompressible() {
        var generator = SeededGenerator(seed: 2)
        let bytes = (0..<1_048_576).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let deflated = Self.deflated(bytes)
        #expect(deflated.count > bytes.count)
        #expect(Self.server().feed(RawFrame.masked(0xC2, deflated)) == [.binary(bytes)])
    }

    @Test("a bomb of 64 MiB in 64 KiB is refused while it inflates")
    func bomb() {
        let payload = Self.deflated([UInt8](repeating: 0, count: 64 << 20))
        #expect(payload.count < 70_000)
        var output: [UInt8] = []
        let isDeflate = InflateStream(windowBits: 15).inflate(payload.span, to: &output, limit: 1_048_576)
        #expect(isDeflate)
        #expect(output.count == 1_048_577)
        #expect(output.capacity < 4 << 20)
        #expect(Self.server().feed(RawFrame.masked(0xC2, payload)).map(\.toldCloseCode) == [1_009])
    }

    @Test("a bomb in many fragments is refused as well")
    func fragmentedBomb() {
        let payload = Self.deflated([UInt8](repeating: 0, count: 2 << 20))
        let server = Self.server()
        var events = server.feed(RawFrame.masked(0x42, []))
        for byte in payload { events += server.feed(RawFrame.masked(0x00, [byte])) }
        #expect(events.map(\.toldCloseCode) == [1_009])
    }

    @Test("data that ends with a full piece of output ends between blocks as well")
    func blockEndAtFullOutput() {
        // One output step is 512 bytes: the end of the block is found by the call that fills it.
        for byteCount in 500...530 {
            let message = [UInt8](repeating: 0x61, count: byteCount)
            let data = Self.deflated(message) + [0x00, 0x00, 0xFF, 0xFF]
            for cut in [1, data.count] {
                let stream = InflateStream(windowBits: 15)
                var output: [UInt8] = []
                for start in stride(from: 0, to: data.count, by: cut) {
                    let piece = Array(data[start..<start + cut])
                    let isDeflate = stream.inflate(piece.span, to: &output, limit: 1_000)
                    #expect(isDeflate)
                }
                #expect(output == message)
                #expect(stream.isBetweenBlocks, "\(byteCount) bytes, \(cut) at a time")
            }
        }
        // Found by the fuzzer: stored and dynamic blocks, the last of which fills the output.
        let found: [UInt8] = [
            0xEC, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 0x0D, 0x0F, 0xA0, 0x24, 0x00, 0xFF,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0xA0, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F,
        ]
        let stream = InflateStream(windowBits: 15)
        var output: [UInt8] = []
        let isDeflate = stream.inflate(found.span, to: &output, limit: 10_000)
        #expect(isDeflate)
        #expect(output.count == 6_144)
        #expect(stream.isBetweenBlocks)
    }

    @Test("random bytes as compressed messages never do more than end the connection")
    func randomBytes() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...60, using: &generator)
            let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let events = Self.server(limit: 10_000).feed(RawFrame.masked(0xC2, payload))
            #expect(events.count == 1, "seed \(seed), payload \(payload)")
            #expect(Self.server(limit: 10_000).feedSlowly(RawFrame.masked(0xC2, payload)) == events, "seed \(seed)")
        }
    }
}
