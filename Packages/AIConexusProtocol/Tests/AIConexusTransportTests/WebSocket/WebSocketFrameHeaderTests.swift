// SPDX-License-Identifier: MIT

internal import Testing

@testable import AIConexusTransport

/// RFC 6455 §5.2.
struct WebSocketFrameHeaderTests {
    @Test(
        "a length is written in its shortest form and read back",
        arguments: [
            (0, [0x82, 0x00]), (125, [0x82, 0x7D]), (126, [0x82, 0x7E, 0x00, 0x7E]), (127, [0x82, 0x7E, 0x00, 0x7F]),
            (128, [0x82, 0x7E, 0x00, 0x80]), (65_535, [0x82, 0x7E, 0xFF, 0xFF]),
            (65_536, [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]),
            (Int.max, [0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] as [(Int, [UInt8])]
    )
    func lengths(count: Int, bytes: [UInt8]) throws {
        let header = WebSocketFrameHeader(
            isFinal: true,
            isCompressed: false,
            opcode: .binary,
            payloadByteCount: count
        )
        var written: [UInt8] = []
        header.append(to: &written)
        #expect(written == bytes)
        let read = try WebSocketFrameHeader.decode(bytes.span, at: 0)
        #expect(read?.header == header)
        #expect(read?.byteCount == bytes.count)
    }

    @Test("a masked header is written with its key in order and read back")
    func key() throws {
        let key = RawFrame.key
        let header = WebSocketFrameHeader(
            isFinal: false,
            isCompressed: true,
            opcode: .text,
            payloadByteCount: 300,
            maskingKey: key.span.word32(at: 0)
        )
        var written: [UInt8] = []
        header.append(to: &written)
        #expect(written == [0x41, 0xFE, 0x01, 0x2C] + RawFrame.key)
        #expect(try WebSocketFrameHeader.decode(written.span, at: 0)?.header == header)
    }

    @Test("a header that is cut anywhere asks for more")
    func truncation() throws {
        let whole: [[UInt8]] = [
            [0x81, 0x05], [0x81, 0x85] + RawFrame.key, [0x81, 0x7E, 0x01, 0x00],
            [0x81, 0xFE, 0x01, 0x00] + RawFrame.key,
            [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0] + RawFrame.key,
        ]
        for header in whole {
            for end in 0..<header.count {
                #expect(try WebSocketFrameHeader.decode(Array(header.prefix(end)).span, at: 0) == nil)
            }
            #expect(try WebSocketFrameHeader.decode(header.span, at: 0)?.byteCount == header.count)
        }
    }

    @Test(
        "a wrong header is refused with 1002 as soon as the wrong byte is there",
        arguments: [
            [0x91], [0xA1], [0xB1],  // RSV2, RSV3, both
            [0x83], [0x84], [0x85], [0x86], [0x87],  // reserved data opcodes
            [0x8B], [0x8C], [0x8D], [0x8E], [0x8F],  // reserved control opcodes
            [0x08], [0x09], [0x0A],  // control frames that are not final
            [0x89, 0x7E], [0x88, 0xFE], [0x8A, 0x7F],  // control frames over 125 bytes
            [0x81, 0x7E, 0x00, 0x7D], [0x81, 0xFE, 0x00, 0x00],  // two bytes of length where seven bits do
            [0x81, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF],  // eight bytes of length where two do
            [0x81, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0],  // highest bit of the length
        ] as [[UInt8]]
    )
    func refusals(bytes: [UInt8]) {
        #expect { try WebSocketFrameHeader.decode(bytes.span, at: 0) } throws: { error in
            let error = error as? WebSocketError
            return error?.code == .framing && error?.closeCode == .protocolError
        }
    }
}
