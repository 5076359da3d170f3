// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

@Suite("CanonicalName")
struct CanonicalNameTests {
    @Test(
        "two members are canonical when their names ascend, and only then",
        arguments: [
            ("", "a"), ("a", "b"), ("a", "aa"), ("abcdefg", "abcdefgh"), ("abcdefgh", "abcdefghi"),
            ("abcdefgh", "abcdefgi"), ("abcdefghi", "abcdefghj"), ("abcdefghij", "b"), ("a\n", "ab"), ("\n", "a"),
            ("abcdefgh\u{1}", "abcdefgha"), ("a", "é"), ("abcdefgh😀", "abcdefgh\u{FB33}"), ("é", "é1"), ("a\"", "a#"),
            ("[", "\\"), ("\\", "]"), ("\u{7F}", "\u{80}"),
        ]
    )
    func ascending(first: String, second: String) {
        #expect(isCanonicalPair(first, second))
        #expect(!isCanonicalPair(second, first))
        #expect(!isCanonicalPair(first, first))
        #expect(!isCanonicalPair(second, second))
    }

    @Test("random names are in order when the writer's order says so")
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let letters: [Character] = ["a", "b", "\"", "\\", "\n", "\u{1}", "\u{1F}", " ", "é", "€", "\u{FB33}", "😀"]
        for _ in 0..<20_000 {
            let stem = String(repeating: "a", count: Int.random(in: 0...9, using: &generator))
            let names = (0..<2).map { _ in
                stem
                    + String(
                        (0..<Int.random(in: 0...3, using: &generator)).compactMap { _ in
                            letters.randomElement(using: &generator)
                        }
                    )
            }
            let isAscending = JSONName(names[0]) < JSONName(names[1])
            #expect(isCanonicalPair(names[0], names[1]) == isAscending, "seed \(seed): \(names)")
        }
    }

    private func isCanonicalPair(_ first: String, _ second: String) -> Bool {
        let names = [first, second].map { JSONValue.string($0).canonicalText }
        return isCanonical("{\(names[0]):0,\(names[1]):0}")
    }
}
