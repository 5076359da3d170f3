// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("JSONReader, strings")
struct JSONReaderStringTests {
    @Test(
        "what cannot stand in a string is refused where it begins",
        arguments: [
            ("\"", .unexpectedEnd, 1),
            ("\"abc", .unexpectedEnd, 4),
            ("\"a\n\"", .controlCharacter, 2),
            ("\"\u{0}\"", .controlCharacter, 1),
            ("\"12345678\u{1F}\"", .controlCharacter, 9),
            ("\"\\a\"", .invalidEscape, 2),
            ("\"\\U0041\"", .invalidEscape, 2),
            ("\"\\x41\"", .invalidEscape, 2),
            ("\"\\\n\"", .invalidEscape, 2),
            ("\"\\'\"", .invalidEscape, 2),
            ("\"\\u00g0\"", .invalidEscape, 5),
            ("\"\\u00\"", .invalidEscape, 5),
            ("\"\\u-001\"", .invalidEscape, 3),
            ("\"\\", .unexpectedEnd, 2),
            ("\"\\u12", .unexpectedEnd, 5),
            ("\"\\\"", .unexpectedEnd, 3),
            ("\"ab\\ud800\"", .loneSurrogate, 3),
            ("\"\\udc00\"", .loneSurrogate, 1),
            ("\"\\ud800\\ud800\"", .loneSurrogate, 1),
            ("\"\\ud800\\n\"", .loneSurrogate, 1),
            ("\"\\ud800x\"", .loneSurrogate, 1),
            ("\"\\ud800\\u0041\"", .loneSurrogate, 1),
            ("\"\\udc00\\ud800\"", .loneSurrogate, 1), ("\"\\udc00\\udc00\"", .loneSurrogate, 1),
            ("\"\\ud800\\u00g1\"", .invalidEscape, 11),
            ("{\"\\udfff\":1}", .loneSurrogate, 2),
        ] as [(String, JSONError.Code, Int)]
    )
    func refused(text: String, code: JSONError.Code, byteOffset: Int) throws {
        try expectRefusal(Array(text.utf8), code, byteOffset)
    }

    @Test(
        "bytes that are not well-formed UTF-8 are refused where the sequence begins",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC3, 0xC3], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x82, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]]
    )
    func invalidUTF8(sequence: [UInt8]) throws {
        for padding in [0, 3, 12] {
            let prefix = [UInt8(ascii: "\"")] + [UInt8](repeating: UInt8(ascii: "a"), count: padding)
            try expectRefusal(prefix + sequence + Array("\"".utf8), .invalidUTF8, prefix.count)
            try expectRefusal(Array("{".utf8) + prefix + sequence + Array("\":1}".utf8), .invalidUTF8, prefix.count + 1)
        }
        try expectRefusal(sequence, .unexpectedByte, 0)
    }

    @Test("every escape is read, in either case of its digits")
    func escapes() throws {
        let text = #""\"\\\/\b\f\n\r\t\u0000\u00E9\u20aC\uD83D\uDE00\uffff\u007f""#
        let expected = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{E9}\u{20AC}\u{1F600}\u{FFFF}\u{7F}"
        #expect(try JSONValue(parsing: text) == .string(expected))
    }

    @Test("the first and the last surrogate pair are read")
    func pairs() throws {
        #expect(try JSONValue(parsing: #""\ud800\udc00\udbff\udfff""#) == .string("\u{10000}\u{10FFFF}"))
    }

    @Test("a string of any length is read with a special byte at any place")
    func places() throws {
        for length in 0...40 {
            for place in 0...length {
                for special in ["\\n", "é", "€", "😀", "\\ud83d\\ude00", "\u{7F}"] {
                    let before = String(repeating: "x", count: place)
                    let after = String(repeating: "y", count: length - place)
                    let expected = before + (try #require(Self.meaning[special])) + after
                    #expect(try JSONValue(parsing: "\"\(before)\(special)\(after)\"") == .string(expected))
                }
            }
        }
    }

    private static let meaning = [
        "\\n": "\n", "é": "é", "€": "€", "😀": "😀", "\\ud83d\\ude00": "😀", "\u{7F}": "\u{7F}",
    ]

    @Test(
        "random bytes are read exactly when they are well-formed UTF-8 without quote, backslash and control characters"
    )
    func randomBytes() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0x20...0x7F, using: &generator)
                    : [0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF4].randomElement(
                        using: &generator
                    ) ?? 0
            }
            let isPlain = !bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
            let expected = isPlain ? String(validating: bytes, as: UTF8.self) : nil
            let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
            let value = try? JSONValue(parsing: quoted.span)
            if isPlain { #expect(value == expected.map(JSONValue.string), "seed \(seed)") }
        }
    }
}
