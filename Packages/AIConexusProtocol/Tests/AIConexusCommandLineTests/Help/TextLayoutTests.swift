// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("TextLayout")
struct TextLayoutTests {
    @Test("a line of exactly 80 columns is not broken, one of 81 is")
    func limit() {
        let (word, rest) = (String(repeating: "a", count: 70), String(repeating: "b", count: 9))
        #expect(TextLayout.wrapped([word, rest]) == ["\(word) \(rest)"])
        #expect(TextLayout.wrapped([word, rest + "b"]) == [word, rest + "b"])
    }

    @Test("a word longer than a line stands alone")
    func longWord() {
        let word = String(repeating: "a", count: 90)
        #expect(TextLayout.wrapped(["x", word, "y"], first: "> ", indentation: 2) == ["> x", "  \(word)", "  y"])
    }

    @Test("no words leave the first line as it is")
    func noWords() {
        #expect(TextLayout.wrapped([], first: "name") == ["name"])
    }
}
