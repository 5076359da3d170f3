// SPDX-License-Identifier: MIT

// What the grammars of descriptions and candidates share (RFC 8866 §9, RFC 8839 §5). All of it counts bytes: to Swift a
// space with an accent on it is one character, to a peer it is a space.

extension Substring {
    /// The words between spaces.
    var words: [Substring] {
        utf8.split(separator: UInt8(ascii: " ")).map(Substring.init)
    }

    /// The number written with these digits, `nil` for anything else: signs, blanks, nothing, too much.
    func number<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type = Number.self) -> Number? {
        utf8.allSatisfy(\.isDigit) ? Number(self) : nil
    }

    /// Whether these are 1 to `limit` letters, digits, `+` and `/`: the names and passwords of ICE (RFC 8839 §5.4).
    func isICEText(upTo limit: Int) -> Bool {
        (1...limit).contains(utf8.count)
            && utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "/") }
    }

    /// Whether these are 1 to `limit` visible characters of ASCII.
    func isVisible(upTo limit: Int) -> Bool {
        (1...limit).contains(utf8.count) && utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether this may stand where an address is expected: an address or the name of a host.
    var isAddress: Bool {
        // The longest name in DNS (RFC 1035 §2.3.4).
        (1...253).contains(utf8.count)
            && utf8.allSatisfy { byte in
                byte.isLetterOrDigit || [UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-")].contains(byte)
            }
    }
}

extension UInt8 {
    /// Whether this is one of `0…9`.
    var isDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    /// Whether this is one of `A…Z`, `a…z`.
    var isLetter: Bool {
        // The letters differ in bit 5 from their other case.
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    /// Whether this is one of `0…9`, `A…Z`, `a…z`.
    var isLetterOrDigit: Bool {
        isDigit || isLetter
    }
}
