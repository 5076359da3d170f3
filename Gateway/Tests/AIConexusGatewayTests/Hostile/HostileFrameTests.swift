// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

extension HostileTests {
    /// Clients that speak WebSocket wrongly, slowly or too much; registered and not.
    @Suite("Frames")
    struct Frames {
        private static let slack = ["--register-timeout", "60s"]

        /// What is refused, and how.
        private static let refused: [(String, Int, [UInt8])] = [
            ("unmasked text", 1_002, HostileFrame.bytes(HostileFrame.text, [0x78], isMasked: false)),
            ("unmasked close", 1_002, HostileFrame.bytes(HostileFrame.close, [], isMasked: false)),
            ("RSV1 without compression", 1_002, HostileFrame.bytes(0x41, [0x78])),
            ("RSV2", 1_002, HostileFrame.bytes(0x21, [0x78])),
            ("RSV3 on a ping", 1_002, HostileFrame.bytes(0x19)),
            ("a reserved opcode", 1_002, HostileFrame.bytes(0x3, [0x78])),
            ("a reserved control opcode", 1_002, HostileFrame.bytes(0xF)),
            ("a fragmented ping", 1_002, HostileFrame.bytes(HostileFrame.ping, isFinal: false)),
            ("a long ping", 1_002, HostileFrame.bytes(HostileFrame.ping, Array(repeating: 0, count: 126))),
            ("a continuation of nothing", 1_002, HostileFrame.bytes(HostileFrame.continuation, [0x78])),
            (
                "text within text", 1_002,
                HostileFrame.bytes(HostileFrame.text, [0x78], isFinal: false) + HostileFrame.text("y")
            ),
            ("half a close code", 1_002, HostileFrame.bytes(HostileFrame.close, [0x03])),
            ("a close code that may not be sent", 1_002, HostileFrame.close(1_005)),
            ("a length with the top bit", 1_002, HostileFrame.bytes(HostileFrame.text, announced: 1 << 63)),
            ("a request of HTTP", 1_002, Array("GET / HTTP/1.1\r\n\r\n".utf8)),
            ("binary", 1_003, HostileFrame.bytes(HostileFrame.binary, [0x78])),
            ("binary, announced", 1_003, HostileFrame.bytes(HostileFrame.binary, announced: 1_000)),
            ("a lone surrogate", 1_007, HostileFrame.bytes(HostileFrame.text, [0xED, 0xA0, 0x80])),
            (
                "a bad byte, before the rest", 1_007,
                HostileFrame.bytes(HostileFrame.text, [0x61, 0xFF], isFinal: false)
            ),
            ("a close reason that is no text", 1_007, HostileFrame.bytes(HostileFrame.close, [0x03, 0xE8, 0xFF])),
            ("two gibibytes, announced", 4_507, HostileFrame.bytes(HostileFrame.text, announced: 1 << 31)),
            ("the longest length", 4_507, HostileFrame.bytes(HostileFrame.text, announced: 1 << 63 - 1)),
            (
                "a message over the limit, announced", 4_507,
                HostileFrame.bytes(HostileFrame.text, announced: 1 << 20 + 1)
            ),
        ]

        @Test("frames against the rules end the connection with the code for it", arguments: [false, true])
        func refusedFrames(isRegistered: Bool) async throws {
            try await Siege.with(Self.slack) { siege in
                for (name, code, bytes) in Self.refused {
                    let client = try await isRegistered ? siege.registeredClient() : siege.webSocket()
                    await client.send(bytes)
                    #expect(try await client.closeCode() == code, "\(name)")
                }
                try await siege.exchange()
            }
        }

        @Test("a message that grows beyond the limit, fragment by fragment, is cut off with 4507")
        func endlessMessage() async throws {
            try await Siege.with(Self.slack) { siege in
                let client = try await siege.registeredClient()
                let part = [UInt8](repeating: 0x20, count: 64 << 10)
                await client.send(HostileFrame.bytes(HostileFrame.text, part, isFinal: false))
                for _ in 0..<16 {
                    await client.send(HostileFrame.bytes(HostileFrame.continuation, part, isFinal: false))
                    try await siege.exchange(1)
                }
                #expect(try await client.closeCode() == 4_507)
                // Before registration the bound is that of a REGISTER.
                let stranger = try await siege.webSocket()
                let long = [UInt8](repeating: 0x20, count: 256 << 10 + 1)
                await stranger.send(HostileFrame.bytes(HostileFrame.text, long))
                #expect(try await stranger.closeCode() == 4_507)
            }
        }

        @Test("frames and messages that are begun and not finished end with 1008")
        func halfFrames() async throws {
            try await Siege.with(Self.slack + ["--message-timeout", "1s"]) { siege in
                let starts = [
                    [0x81], [0x81, 0xFE], [0x81, 0xFE, 0x10], HostileFrame.bytes(HostileFrame.text, announced: 1_000),
                    HostileFrame.bytes(HostileFrame.text, [0x78], announced: 1_000),
                    HostileFrame.bytes(HostileFrame.text, [0x78], isFinal: false),
                    HostileFrame.bytes(HostileFrame.text, isFinal: false) + HostileFrame.bytes(HostileFrame.ping),
                ]
                var clients: [HostileClient] = []
                for _ in 0..<siege.amount(50, quick: 2) {
                    for start in starts {
                        let client = try await siege.webSocket()
                        await client.send(start)
                        clients.append(client)
                    }
                }
                try await siege.exchange()
                for client in clients { #expect(try await client.closeCode() == 1_008) }
            }
        }

        @Test("a flood of pings is answered as far as the answers are read", arguments: [true, false])
        func pingFlood(readsAnswers: Bool) async throws {
            try await Siege.with(Self.slack) { siege in
                let client = try await siege.registeredClient()
                if !readsAnswers { await client.stopReading() }
                let payload = [UInt8](repeating: 0x70, count: 125)
                let batch = Array(repeatElement(HostileFrame.bytes(HostileFrame.ping, payload), count: 1_000).joined())
                for _ in 0..<siege.amount(100, quick: 4) {
                    await client.send(batch)
                    try await siege.exchange(1)
                }
                await client.resumeReading()
                await client.send(HostileFrame.close(1_000))
                let pong = try await client.frame()
                #expect(pong.opcode == HostileFrame.pong)
                #expect(pong.payload == payload)
                #expect(try await client.closeCode() == 1_000)
            }
        }

        @Test("empty frames by the thousand cost time, and nothing else")
        func emptyFrames() async throws {
            try await Siege.with(Self.slack) { siege in
                let client = try await siege.webSocket()
                await client.send(HostileFrame.bytes(HostileFrame.text, isFinal: false))
                let empty = HostileFrame.bytes(HostileFrame.continuation, isFinal: false)
                let pong = HostileFrame.bytes(HostileFrame.pong)
                let batch = Array(repeatElement(empty + pong, count: 10_000).joined())
                for _ in 0..<siege.amount(50, quick: 2) {
                    await client.send(batch)
                    try await siege.exchange(1)
                }
                await client.send(HostileFrame.close(1_000))
                #expect(try await client.closeCode() == 1_000)
            }
        }

        @Test("what comes after a Close is read and thrown away")
        func afterClose() async throws {
            try await Siege.with(Self.slack) { siege in
                for first in [HostileFrame.close(1_000), HostileFrame.bytes(0x3)] {
                    let client = try await siege.registeredClient()
                    await client.send(first + Array(repeating: 0xFF, count: 1 << 20))
                    #expect(try await client.closeCode() == (first.count > 6 ? 1_000 : 1_002))
                }
                // A client that never answers a Close, and one that ends without any.
                let mute = try await siege.webSocket()
                await mute.send(HostileFrame.bytes(0x3))
                while try await mute.frame().opcode != HostileFrame.close {}
                #expect(await mute.rest().isEmpty)
                let rude = try await siege.registeredClient()
                await rude.finish()
                #expect(await rude.rest().isEmpty)
                try await siege.exchange()
            }
        }

        @Test("twenty mebibytes in a hundred kibibytes of DEFLATE are cut off with 4507 while they inflate")
        func bombs() async throws {
            try await Siege.with(Self.slack + ["--compression"]) { siege in
                let offer = "permessage-deflate; client_no_context_takeover"
                let bomb = Self.deflatedZeros(20 << 20)
                #expect(bomb.count < 256 << 10)
                let whole = HostileFrame.bytes(HostileFrame.text | HostileFrame.compressed, bomb)
                var fragments = HostileFrame.bytes(HostileFrame.text | HostileFrame.compressed, isFinal: false)
                for start in stride(from: 0, to: bomb.count, by: 1_000) {
                    let part = Array(bomb[start..<min(start + 1_000, bomb.count)])
                    fragments += HostileFrame.bytes(HostileFrame.continuation, part, isFinal: false)
                }
                for _ in 0..<siege.amount(50, quick: 2) {
                    for bytes in [whole, fragments] {
                        let client = try await siege.registeredClient(offering: offer)
                        await client.send(bytes)
                        try await siege.exchange(1)
                        #expect(try await client.closeCode() == 4_507)
                    }
                }
                let client = try await siege.registeredClient(offering: offer)
                await client.send(HostileFrame.bytes(HostileFrame.text | HostileFrame.compressed, [0x07, 0xFF]))
                #expect(try await client.closeCode() == 1_007)
            }
        }

        /// Zeros in one block with fixed codes (RFC 1951 §3.2.6): a literal, then copies of 258 bytes from one before.
        private static func deflatedZeros(_ count: Int) -> [UInt8] {
            var output: [UInt8] = []
            var (bits, bitCount): (UInt64, UInt64) = (0, 0)
            func append(_ value: UInt64, _ count: UInt64) {
                bits |= value << bitCount
                bitCount += count
                while bitCount >= 8 {
                    output.append(UInt8(truncatingIfNeeded: bits))
                    bits >>= 8
                    bitCount -= 8
                }
            }
            append(0b010, 3)  // not the last block, fixed codes
            append(0b0000_1100, 8)  // the literal 0: 00110000, first bit first
            // Length 258 is symbol 285, 11000101, first bit first; distance 1 is 00000.
            for _ in 0..<count / 258 { append(0b1010_0011, 13) }
            append(0, 7)  // the end of the block
            append(0, 3 + 7)  // a stored block, whose rest the receiver adds
            return output
        }
    }
}
