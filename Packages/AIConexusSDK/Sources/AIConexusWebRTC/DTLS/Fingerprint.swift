// SPDX-License-Identifier: MIT

/// The SHA-256 of a certificate, by which a description names it (RFC 8122 §5).
public struct Fingerprint: Hashable, Sendable {
    /// How many bytes there are.
    public static let byteCount = 32

    /// The hash, 32 bytes.
    public let bytes: [UInt8]

    /// A fingerprint of 32 bytes, `nil` for another number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The fingerprint written as `text`: pairs of hexadecimal digits with colons between them, `nil` for anything
    /// else.
    public init?(_ text: some StringProtocol) {
        var bytes: [UInt8] = []
        var position = text.utf8.startIndex
        while bytes.count < Self.byteCount {
            guard let high = Self.digit(of: text, at: &position), let low = Self.digit(of: text, at: &position) else {
                return nil
            }
            bytes.append(high << 4 | low)
            guard bytes.count < Self.byteCount else { break }
            guard position < text.utf8.endIndex, text.utf8[position] == UInt8(ascii: ":") else { return nil }
            position = text.utf8.index(after: position)
        }
        guard position == text.utf8.endIndex else { return nil }
        self.bytes = bytes
    }

    private static func digit(of text: some StringProtocol, at position: inout String.UTF8View.Index) -> UInt8? {
        guard position < text.utf8.endIndex else { return nil }
        let byte = text.utf8[position]
        position = text.utf8.index(after: position)
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): return byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return byte - UInt8(ascii: "a") + 10
        default: return nil
        }
    }
}

extension Fingerprint: CustomStringConvertible {
    /// Upper-case pairs of hexadecimal digits with colons between them, as in a description.
    public var description: String {
        let digits = Array("0123456789ABCDEF")
        return bytes.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined(separator: ":")
    }
}
