// SPDX-License-Identifier: MIT

/// How canonical JSON writes a string: quoted, with the shortest escape where one is needed and nowhere else.
///
/// Source: RFC 8785 §3.2.2.2.
enum StringText {
    /// Appends `text` with its quotes.
    static func append(_ text: String, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\""))
        let bytes = text.utf8Span.span
        if bytes.unescapedRunEnd(from: 0) == bytes.count {
            buffer.append(contentsOf: text.utf8)
        } else {
            for index in bytes.indices { appendEscaped(bytes[index], to: &buffer) }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ byte: UInt8, to buffer: inout [UInt8]) {
        let short: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): short = byte
        case 0x08: short = UInt8(ascii: "b")
        case 0x09: short = UInt8(ascii: "t")
        case 0x0A: short = UInt8(ascii: "n")
        case 0x0C: short = UInt8(ascii: "f")
        case 0x0D: short = UInt8(ascii: "r")
        case 0x00..<0x20:
            let digit = byte & 0x0F
            buffer.append(contentsOf: "\\u00".utf8)
            buffer.append(UInt8(ascii: "0") + byte >> 4)
            buffer.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            return
        default:
            buffer.append(byte)
            return
        }
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(short)
    }
}
