// SPDX-License-Identifier: MIT

internal import AIConexusTestSupport
internal import Testing

@testable import AIConexusTransport

/// RFC 3629 §4, and the boundary cases of Markus Kuhn's list in our own words.
struct UTF8ValidatorTests {
    static let valid: [[UInt8]] = [
        [], [0x00], [0x7F], Array("κόσμε".utf8), Array("Hello-µ@ßöäüàá-UTF-8!!".utf8), Array("日本語😀".utf8),
        [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
        [0xEF, 0xBF, 0xBE], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xEF, 0xBB, 0xBF, 0x41],
    ]
    /// Wrong sequences with the number of bytes after which nothing can save them.
    static let invalid: [([UInt8], Int)] = [
        ([0x80], 1), ([0xBF], 1), ([0xC0, 0xAF], 1), ([0xC1, 0xBF], 1), ([0xC2, 0x41], 2), ([0xC2, 0xC2], 2),
        ([0xE0, 0x80, 0xAF], 2), ([0xE0, 0x9F, 0xBF], 2), ([0xED, 0xA0, 0x80], 2), ([0xED, 0xBF, 0xBF], 2),
        ([0xE1, 0x80, 0x41], 3), ([0xE1, 0x80, 0xC0], 3), ([0xF0, 0x80, 0x80, 0x80], 2), ([0xF0, 0x8F, 0xBF, 0xBF], 2),
        ([0xF4, 0x90, 0x80, 0x80], 2), ([0xF1, 0x80, 0x80, 0x7F], 4), ([0xF5], 1), ([0xF8], 1), ([0xFC], 1),
        ([0xFE], 1),
        ([0xFF], 1), (Array("κόσμε".utf8) + [0xED, 0xA0, 0x80], 12),
    ]

    /// What the validator says of each piece, and at last whether the text is complete.
    private static func verdicts(_ pieces: [[UInt8]]) -> [Bool] {
        var validator = UTF8Validator()
        var verdicts: [Bool] = []
        for piece in pieces { verdicts.append(validator.isValid(piece.span)) }
        return verdicts + [validator.isComplete]
    }

    @Test("valid text passes whole, byte by byte and behind ASCII of any length", arguments: valid)
    func validText(bytes: [UInt8]) {
        for prefix in 0..<20 {
            let text = [UInt8](repeating: 0x61, count: prefix) + bytes
            #expect(Self.verdicts([text]) == [true, true])
            let slowVerdicts = Self.verdicts(text.map { [$0] })
            #expect(!slowVerdicts.contains(false))
        }
    }

    @Test("invalid text is refused at the byte that makes it so", arguments: invalid)
    func invalidText(bytes: [UInt8], wrongAfter count: Int) {
        #expect(Self.verdicts([bytes]).first == false)
        let slowVerdicts = Self.verdicts(bytes.map { [$0] })
        #expect(slowVerdicts.firstIndex(of: false) == count - 1)
    }

    @Test(
        "text that stops within a character is valid so far and not complete",
        arguments: [
            [0xC2], [0xE0], [0xE0, 0xA0], [0xED, 0x9F], [0xF0, 0x90], [0xF4, 0x8F, 0xBF],
        ] as [[UInt8]]
    )
    func unfinished(bytes: [UInt8]) {
        #expect(Self.verdicts([bytes]) == [true, false])
    }

    @Test("random bytes get the verdict of the standard library, however they are cut")
    func differential() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1,
            0xF4,
            0xF5, 0xFF,
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &generator)
            let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            let cut = Int.random(in: 0...count, using: &generator)
            let verdicts = Self.verdicts([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(
                !verdicts.contains(false) == (String(validating: bytes, as: UTF8.self) != nil),
                "seed \(seed), bytes \(bytes)"
            )
        }
    }
}
