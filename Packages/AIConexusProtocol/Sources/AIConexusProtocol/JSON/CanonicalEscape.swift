// SPDX-License-Identifier: MIT

/// The escapes that RFC 8785 writes: `\"` `\\` `\b` `\f` `\n` `\r` `\t`, and `\u00xx` in lower case for the other bytes
/// below 0x20.
enum CanonicalEscape {
    /// The end of the escape at the backslash `index`, or `nil` when RFC 8785 would not write it.
    static func end(in bytes: Span<UInt8>, at index: Int) -> Int? {
        guard index + 1 < bytes.count else { return nil }
        guard bytes[index + 1] == UInt8(ascii: "u") else {
            return short(bytes[index + 1]) == nil ? nil : index + 2
        }
        return index + 6 <= bytes.count && long(in: bytes, at: index) != nil ? index + 6 : nil
    }

    /// The byte that the canonical escape at the backslash `index` stands for, and the escape's end.
    static func decode(in bytes: Span<UInt8>, at index: Int) -> (byte: UInt8, end: Int)? {
        guard let end = end(in: bytes, at: index) else { return nil }
        let byte = end == index + 2 ? short(bytes[index + 1]) : long(in: bytes, at: index)
        return byte.map { ($0, end) }
    }

    private static func short(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    private static func long(in bytes: Span<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index + 2] == UInt8(ascii: "0"), bytes[index + 3] == UInt8(ascii: "0"),
            bytes[index + 4] == UInt8(ascii: "0") || bytes[index + 4] == UInt8(ascii: "1")
        else { return nil }
        let low: UInt8
        switch bytes[index + 5] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): low = bytes[index + 5] - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): low = bytes[index + 5] - UInt8(ascii: "a") + 10
        default: return nil
        }
        let byte = (bytes[index + 4] - UInt8(ascii: "0")) << 4 | low
        switch byte {
        case 0x08, 0x09, 0x0A, 0x0C, 0x0D: return nil
        default: return byte
        }
    }
}
