// SPDX-License-Identifier: MIT

/// A WebSocket frame as bytes, right or wrong (RFC 6455 §5.2).
enum HostileFrame {
    static let text: UInt8 = 0x1
    static let binary: UInt8 = 0x2
    static let continuation: UInt8 = 0x0
    static let close: UInt8 = 0x8
    static let ping: UInt8 = 0x9
    static let pong: UInt8 = 0xA
    /// RSV1, which says that a message is compressed.
    static let compressed: UInt8 = 0x40

    private static let maskingKey: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    /// The bytes of a frame.
    ///
    /// - Parameters:
    ///   - opcode: with reserved bits, if wanted.
    ///   - payload: as it is before masking.
    ///   - isFinal: whether it ends its message.
    ///   - isMasked: as a client must.
    ///   - announced: the length in the header, when it is not the payload's.
    /// - Returns: header and payload.
    static func bytes(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        isMasked: Bool = true,
        announced: UInt64? = nil
    ) -> [UInt8] {
        var frame = [(isFinal ? 0x80 : 0) | opcode]
        let mask: UInt8 = isMasked ? 0x80 : 0
        let length = announced ?? UInt64(payload.count)
        switch length {
        case ..<126: frame.append(mask | UInt8(length))
        case ..<65_536: frame += [mask | 126] + bigEndian(UInt16(length))
        default: frame += [mask | 127] + bigEndian(length)
        }
        guard isMasked else { return frame + payload }
        frame += maskingKey
        for (index, byte) in payload.enumerated() { frame.append(byte ^ maskingKey[index & 3]) }
        return frame
    }

    /// A text message.
    static func text(_ text: String) -> [UInt8] {
        bytes(Self.text, Array(text.utf8))
    }

    /// A Close with a code.
    static func close(_ code: UInt16) -> [UInt8] {
        bytes(close, bigEndian(code))
    }

    private static func bigEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        stride(from: Value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
