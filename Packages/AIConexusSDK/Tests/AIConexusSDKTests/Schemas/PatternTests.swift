// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

@Suite("Patterns of schemas")
struct PatternTests {
    private static func matches(_ pattern: String, _ text: String) throws -> Bool {
        try Pattern(pattern).matches(text) { _ in true }
    }

    private static let table: [(pattern: String, matching: [String], other: [String])] = [
        ("", ["", "a"], []), ("a", ["a", "bab"], ["", "b"]), ("^a$", ["a"], ["aa", "ba", "a\n"]),
        ("a|bc|", ["", "x"], []), ("^(a|bc)$", ["a", "bc"], ["b", "abc", ""]), ("^a*$", ["", "aaa"], ["ab"]),
        ("^a+$", ["a", "aa"], [""]), ("^a?b$", ["b", "ab"], ["aab"]), ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]), ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]), ("^a{0}$", [""], ["a"]),
        ("^(ab){2}c*?$", ["abab", "ababc"], ["ab"]), ("^(?:a|b)+?$", ["ab"], [""]), ("^(?<name>a)$", ["a"], ["b"]),
        ("^[a-c]$", ["a", "b", "c"], ["d", "-"]), ("^[^a-c]$", ["d", "\n"], ["a"]), ("^[a-]$", ["a", "-"], ["b"]),
        ("^[-a]$", ["a", "-"], ["b"]), ("^[\\]\\\\^]$", ["]", "\\", "^"], ["a"]), ("^[]$", [], ["", "a"]),
        ("^[^]$", ["a", "\n"], [""]), ("^[\\d_-]+$", ["1_-"], ["a"]), ("^[^\\D]$", ["7"], ["a"]),
        ("^[\\b]$", ["\u{8}"], ["b"]), ("^[ca-bb]$", ["a", "b", "c"], ["d"]),
        ("^.$", ["a", "\u{1F600}", "é"], ["\n", "\r", "\u{2028}", "ab"]), ("^\\d$", ["0"], ["\u{661}", "a"]),
        ("^\\w+$", ["aZ_9"], ["é", "-"]), ("^\\s+$", [" \t\u{A0}\u{FEFF}"], ["a"]), ("^\\S\\D\\W$", ["ab-"], [" b-"]),
        ("\\bfoo\\b", ["a foo", "foo"], ["food"]), ("o\\B", ["ox"], ["o"]), ("\\$\\.\\/", ["$./"], ["$a/"]),
        ("^\\t\\n\\v\\f\\r\\0$", ["\t\n\u{B}\u{C}\r\0"], []), ("^\\x41\\u0042\\u{43}\\cJ$", ["ABC\n"], ["ABC"]),
        ("^\\uD83D\\uDE00$", ["\u{1F600}"], []), ("^\\p{L}+$", ["aéß"], ["1"]), ("^\\p{Lu}\\P{Lu}$", ["Éa"], ["ÉA"]),
        ("^\\p{Letter}$", ["é"], ["1"]), ("^[\\p{Nd}x]$", ["\u{661}", "x"], ["y"]), ("^[^\\p{L}]$", ["1"], ["a"]),
        ("^\u{E9}$", ["\u{E9}"], ["e\u{301}"]), ("a^b", [], ["ab"]), ("$a", [], ["a"]), ("^$", [""], ["a"]),
        ("^(a*)*$", ["", "aaa"], ["b"]), ("(^)*(\\b)+a", ["a"], ["ba"]), ("^(a|)+b$", ["b", "aab"], ["a"]),
        ("(){1000000}", [""], []),
        ("^[\\w.-]+@[\\w-]+(\\.[\\w-]+)+$", ["a.b@example.com"], ["a@b", "@b.c"]),
    ]

    @Test("each part of the syntax", arguments: table.indices)
    func syntax(row: Int) throws {
        let (pattern, matching, other) = Self.table[row]
        for text in matching { #expect(try Self.matches(pattern, text), "\(pattern) and \(text.debugDescription)") }
        for text in other { #expect(try !Self.matches(pattern, text), "\(pattern) and \(text.debugDescription)") }
    }

    @Test(
        "what is no pattern, or cannot be followed, is refused",
        arguments: [
            "(", ")", "(a", "a)", "[", "[a", "[b-a]", "[a-\\d]", "*", "a**", "a{", "a{,2}", "a{2,1}", "a{2", "]", "}",
            "\\",
            "^*", "\\b+", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?i)a", "(a)\\1", "\\k<a>", "\\q", "\\x4", "\\u12",
            "\\u{110000}", "\\u{}", "\\uD83D", "\\p", "\\p{Latin}", "\\p{}", "\\p{L", "\\c1", "(?<a", "a{2001}",
            "((a{50}){50}){50}", String(repeating: "(", count: 33) + String(repeating: ")", count: 33),
        ]
    )
    func refusals(pattern: String) {
        #expect(throws: Pattern.Fault.self) { try Pattern(pattern) }
    }

    @Test("groups nest to the limit, and repetitions of repetitions are read once each")
    func nesting() throws {
        let nested = (0..<32).reduce("a") { inner, _ in "(\(inner)){1}" }
        #expect(try Self.matches("^\(nested)$", "a"))
    }

    @Test("the work grows with the text, not with the ways to match it")
    func work() throws {
        for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a|a|a)*$", "(.*)(.*)(.*)(.*)x", "^(((a*)*)*)*$"] {
            var count = 0
            let text = String(repeating: "a", count: 1_000) + "b"
            #expect(
                try !Pattern(pattern).matches(text) {
                    count += $0
                    return true
                }
            )
            #expect(count < 40 * 1_001, "\(pattern)")
        }
    }

    @Test("a search ends when its budget does")
    func budget() throws {
        var left = 100
        let pattern = try Pattern("x$")
        #expect(
            !pattern.matches(String(repeating: "a", count: 1_000) + "x") {
                left -= $0
                return left > 0
            }
        )
        #expect(left > -10)
    }

    /// A random pattern of parts that mean the same to the standard library.
    private static func randomPattern(_ generator: inout SeededGenerator, depth: Int) -> String {
        let count = Int.random(in: 1...3, using: &generator)
        return (0..<count).map { _ in
            var part: String
            switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
            case 0: part = "a"
            case 1: part = "b"
            case 2: part = "."
            case 3: part = "[^a]"
            case 4: part = "[b-c]"
            case 5: part = "(" + randomPattern(&generator, depth: depth - 1) + ")"
            case 6:
                part =
                    "(?:\(randomPattern(&generator, depth: depth - 1))|\(randomPattern(&generator, depth: depth - 1)))"
            default: return Bool.random(using: &generator) ? "^" : "$"
            }
            part += ["", "", "*", "+", "?", "{2}", "{1,2}", "{0,1}"].randomElement(using: &generator) ?? ""
            return part
        }
        .joined()
    }

    @Test("random patterns match what they match for the standard library", arguments: 0..<8 as Range<UInt64>)
    func standardLibrary(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let text = Self.randomPattern(&generator, depth: 2)
            let pattern = try Pattern(text)
            let reference = try Regex(text).matchingSemantics(.unicodeScalar)
            for _ in 0..<10 {
                let length = Int.random(in: 0...6, using: &generator)
                let subject = String((0..<length).map { _ in "abc".randomElement(using: &generator) ?? "a" })
                let expected = try reference.firstMatch(in: subject) != nil
                #expect(pattern.matches(subject) { _ in true } == expected, "\(text), \(subject), seed \(seed)")
            }
        }
    }
}
