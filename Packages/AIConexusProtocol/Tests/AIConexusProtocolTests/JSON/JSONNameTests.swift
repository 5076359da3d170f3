// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

@Suite("JSONName")
struct JSONNameTests {
    @Test("composed and decomposed names differ, though Swift's strings are equal")
    func normalization() {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        #expect(composed == decomposed)
        #expect(JSONName(composed) != JSONName(decomposed))
        #expect(Set([JSONName(composed), JSONName(decomposed), JSONName(composed)]).count == 2)
    }

    @Test("equal names have equal hashes, whatever their length")
    func hash() {
        for length in 0...40 {
            let names = (0..<2).map { _ in JSONName(String(repeating: "n", count: length)) }
            #expect(names[0] == names[1])
            #expect(names[0].hashValue == names[1].hashValue)
            #expect(names[0] != JSONName(names[0].text + "n"))
            #expect(names[0].hashValue != JSONName(names[0].text + "n").hashValue)
        }
    }

    @Test("names are ordered by UTF-16 code units: surrogate pairs before U+E000…U+FFFF")
    func surrogates() {
        let ascending: [JSONName] = [
            "", "\u{0}", "\n", "1", "a", "a\u{0}", "aa", "aa\u{10000}", "aa\u{E000}", "b", "\u{7F}", "\u{80}",
            "\u{7FF}",
            "\u{800}", "\u{D7FF}", "\u{10000}", "\u{10000}a", "\u{1F600}", "\u{10FFFF}", "\u{E000}", "\u{EFFF}",
            "\u{F000}", "\u{FB33}",
            "\u{FFFF}", "\u{FFFF}\u{FFFF}",
        ]
        for (index, name) in ascending.enumerated() {
            for (otherIndex, other) in ascending.enumerated() {
                #expect((name < other) == (index < otherIndex))
            }
        }
    }

    @Test("the order and its eight-byte key agree with the UTF-16 code units of random texts")
    func order() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = RandomJSON(seed: seed)
        let names = (0..<300).map { _ in JSONName(random.text()) }
        for name in names {
            for other in names {
                let isLess = name.text.utf16.lexicographicallyPrecedes(other.text.utf16)
                #expect((name < other) == isLess, "seed \(seed)")
                let (key, otherKey) = (name.text.utf8Span.span.utf16OrderKey, other.text.utf8Span.span.utf16OrderKey)
                #expect(key == otherKey || (key < otherKey) == isLess, "seed \(seed)")
            }
        }
    }

    @Test("a name is made from a literal and described by its text")
    func text() {
        let name: JSONName = "correlation_id"
        #expect(name.text == "correlation_id")
        #expect(name.description == "correlation_id")
    }
}
