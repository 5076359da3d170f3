// SPDX-License-Identifier: MIT

/// The part of a frame before its payload.
///
/// ```
/// byte 0   FIN · RSV1 · RSV2 · RSV3 · opcode (4 bits)
/// byte 1   MASK · length (7 bits); 126: two bytes of length follow, 127: eight, big endian
/// then     four bytes of masking key when MASK is set
/// ```
/// Source: RFC 6455 §5.2.
struct WebSocketFrameHeader: Equatable, Sendable {
    /// The longest header in bytes: two, eight of length, four of key.
    static let maximumByteCount = 14
    /// The longest payload of a control frame in bytes (RFC 6455 §5.5).
    static let maximumControlPayloadByteCount = 125

    /// Whether this is the last frame of its message.
    var isFinal: Bool
    /// RSV1: the message is compressed (RFC 7692 §6).
    var isCompressed: Bool
    var opcode: WebSocketOpcode
    var payloadByteCount: Int
    /// The key as the four bytes stand in memory, or `nil` when the payload is not masked.
    var maskingKey: UInt32?
}

extension WebSocketFrameHeader {
    private static let finalBit: UInt8 = 0x80
    private static let compressedBit: UInt8 = 0x40
    private static let reservedBits: UInt8 = 0x30
    private static let maskBit: UInt8 = 0x80
    private static let twoByteLength: UInt8 = 126
    private static let eightByteLength: UInt8 = 127

    /// Reads a header at `start`, and says how many bytes it took.
    ///
    /// Every byte that is there is judged even if the header is not complete, so a wrong one is refused at once.
    ///
    /// - Returns: `nil` when more bytes are needed.
    /// - Throws: `.framing` for reserved bits, unknown opcodes, a fragmented or long control frame, a length that is
    ///   negative or not in its shortest form.
    static func decode(
        _ bytes: Span<UInt8>,
        at start: Int
    ) throws(WebSocketError) -> (header: WebSocketFrameHeader, byteCount: Int)? {
        let available = bytes.count - start
        guard available >= 1 else { return nil }
        let first = bytes[start]
        guard first & reservedBits == 0 else { throw .framing("reserved bit set") }
        guard let opcode = WebSocketOpcode(rawValue: first & 0x0F) else { throw .framing("unknown opcode") }
        let isFinal = first & finalBit != 0
        let isCompressed = first & compressedBit != 0
        guard isFinal || !opcode.isControl else { throw .framing("fragmented control frame") }
        guard available >= 2 else { return nil }

        let second = bytes[start + 1]
        let shortLength = second & ~maskBit
        guard shortLength <= maximumControlPayloadByteCount || !opcode.isControl else {
            throw .framing("control frame over 125 bytes")
        }
        let lengthByteCount = shortLength == eightByteLength ? 8 : shortLength == twoByteLength ? 2 : 0
        guard available >= 2 + lengthByteCount else { return nil }
        let length = try decodeLength(shortLength, bytes, at: start + 2)

        var header = WebSocketFrameHeader(
            isFinal: isFinal,
            isCompressed: isCompressed,
            opcode: opcode,
            payloadByteCount: length
        )
        let beforeKey = 2 + lengthByteCount
        guard second & maskBit != 0 else { return (header, beforeKey) }
        guard available >= beforeKey + 4 else { return nil }
        header.maskingKey = bytes.word32(at: start + beforeKey)
        return (header, beforeKey + 4)
    }

    private static func decodeLength(
        _ shortLength: UInt8,
        _ bytes: Span<UInt8>,
        at offset: Int
    ) throws(WebSocketError) -> Int {
        switch shortLength {
        case twoByteLength:
            let length = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            // RFC 6455 §5.2: "the minimal number of bytes MUST be used to encode the length".
            guard length > maximumControlPayloadByteCount else { throw .framing("length not in its shortest form") }
            return length
        case eightByteLength:
            let length = UInt64(bigEndian: bytes.word64(at: offset))
            guard let length = Int(exactly: length) else { throw .framing("length has its highest bit set") }
            guard length > Int(UInt16.max) else { throw .framing("length not in its shortest form") }
            return length
        default: return Int(shortLength)
        }
    }
}

extension WebSocketFrameHeader {
    /// Writes the header with the shortest form of its length.
    func append(to output: inout [UInt8]) {
        let first =
            opcode.rawValue | (isFinal ? Self.finalBit : 0) | (isCompressed ? Self.compressedBit : 0)
        let mask = maskingKey == nil ? 0 : Self.maskBit
        output.append(addingCapacity: Self.maximumByteCount) { output in
            output.append(first)
            switch payloadByteCount {
            case ...Self.maximumControlPayloadByteCount:
                output.append(mask | UInt8(truncatingIfNeeded: payloadByteCount))
            case ...Int(UInt16.max):
                output.append(mask | Self.twoByteLength)
                output.append(UInt8(truncatingIfNeeded: payloadByteCount >> 8))
                output.append(UInt8(truncatingIfNeeded: payloadByteCount))
            default:
                output.append(mask | Self.eightByteLength)
                for shift in stride(from: 56, through: 0, by: -8) {
                    output.append(UInt8(truncatingIfNeeded: payloadByteCount >> shift))
                }
            }
            guard let maskingKey else { return }
            for shift in stride(from: 0, to: 32, by: 8) {
                output.append(UInt8(truncatingIfNeeded: maskingKey.littleEndian >> shift))
            }
        }
    }
}
