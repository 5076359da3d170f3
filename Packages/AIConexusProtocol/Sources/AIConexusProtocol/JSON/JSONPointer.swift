// SPDX-License-Identifier: MIT

/// JSON pointers (RFC 6901) to members that a peer named.
enum JSONPointer {
    /// The longest piece of a peer's text that an error repeats, in bytes.
    static let maximumTokenByteCount = 128

    /// The reference token for the canonical name at `range`: `~` and `/` escaped, cut after 128 bytes with `…`.
    static func token(in bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        var name: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound, name.count < maximumTokenByteCount {
            var byte = bytes[index]
            if byte == UInt8(ascii: "\\"), let escape = CanonicalEscape.decode(in: bytes, at: index) {
                byte = escape.byte
                index = escape.end
            } else {
                index += 1
            }
            append(byte, to: &name)
        }
        // A cut inside a multi-byte character is repaired by the decoding, which replaces the rest of it.
        return String(decoding: name, as: UTF8.self) + (index < range.upperBound ? "…" : "")
    }

    private static func append(_ byte: UInt8, to name: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "~"): name.append(contentsOf: "~0".utf8)
        case UInt8(ascii: "/"): name.append(contentsOf: "~1".utf8)
        default: name.append(byte)
        }
    }
}
