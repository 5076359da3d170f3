// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@Suite("aiconexus canonicalize")
struct CanonicalizeTests {
    /// RFC 8785 §3.2.2 and §3.2.3.
    private static let example = (
        input: #"""
        {
          "numbers": [333333333.33333329, 1E30, 4.50,
                      2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """#,
        output: #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
            + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    )

    @Test(
        "the value is written byte for byte, and nothing after it",
        arguments: [
            (example.input, example.output), (" null\r\n", "null"), ("\"\\u0000\\ud83d\\ude00\\/\"", "\"\\u0000😀/\""),
            ("[-0, 1e21, 1e-7, 0.1e1]", "[0,1e+21,1e-7,1]"), (#"{"\ufb33":1,"😀":2}"#, "{\"😀\":2,\"\u{FB33}\":1}"),
            ("{\"e\u{301}\":1,\"\u{E9}\":2}", "{\"e\u{301}\":1,\"\u{E9}\":2}"),
            ("\"\u{7F}\u{2028}\"", "\"\u{7F}\u{2028}\""),
        ]
    )
    func whole(_ input: String, _ expected: String) throws {
        let run = try CommandRun(["canonicalize"], input: input.utf8)
        #expect(run.output == Array(expected.utf8))
        #expect(run.errors == "")
        #expect(run.status == 0)
    }

    static let refused: [([UInt8], Int)] = [
        ([], 0), (Array(#"{"a":1,"a":2}"#.utf8), 7), (Array(#"["\ud800"]"#.utf8), 2), (Array("[1,]".utf8), 3),
        (Array("[9007199254740993]".utf8), 1), (Array("[1e999]".utf8), 1), (Array("{} x".utf8), 3),
        (Array("[\"a\nb\"]".utf8), 3), ([0x22, 0xC0, 0x80, 0x22], 1), ([0xEF, 0xBB, 0xBF, 0x31], 0),
        (Array((String(repeating: "[", count: 33) + String(repeating: "]", count: 33)).utf8), 32),
    ]

    @Test("what is not I-JSON is refused with the place", arguments: refused)
    func refusal(_ input: [UInt8], _ offset: Int) throws {
        let run = try CommandRun(["canonicalize"], input: input)
        #expect(run.status == 1)
        #expect(run.output == [])
        #expect(run.errors.hasPrefix("aiconexus canonicalize: "))
        #expect(run.errors.hasSuffix(" at byte \(offset)\n"))
    }

    @Test("each line has its answer, and one refusal makes the status 1")
    func lines() throws {
        let input = "{\"b\":1,\"a\":2}\n\n[1.0]\r\n[1,]\n\"last\""
        let run = try CommandRun(["canonicalize", "--lines"], input: input.utf8)
        let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(run.status == 1)
        #expect(run.errors == "")
        #expect(lines.count == 6)
        #expect(lines[0] == #"{"a":2,"b":1}"#)
        #expect(lines[1].hasPrefix("!") && lines[1].hasSuffix(" at byte 0"))
        #expect(lines[2] == "[1]")
        #expect(lines[3].hasPrefix("!") && lines[3].hasSuffix(" at byte 3"))
        #expect(lines[4...] == ["\"last\"", ""])
    }

    @Test("lines without a fault make the status 0, and no lines none at all")
    func status() throws {
        #expect(try CommandRun(["canonicalize", "--lines"], input: "1\n2\n".utf8).status == 0)
        let none = try CommandRun(["canonicalize", "--lines"])
        #expect(none.status == 0)
        #expect(none.output == [])
    }

    @Test("a text of exactly --max-bytes is taken, one byte more is not")
    func bound() throws {
        let text = Array("\"12345678\"".utf8)
        #expect(try CommandRun(["canonicalize", "--max-bytes=10"], input: text).output == text)
        let run = try CommandRun(["canonicalize", "--max-bytes=9"], input: text)
        #expect(run.status == 1)
        #expect(run.output == [])
        #expect(run.errors == "aiconexus canonicalize: more than 9 bytes on standard input\n")
        let lines = try CommandRun(["canonicalize", "--lines", "--max-bytes=9"], input: text + Array("\n7\n".utf8))
        #expect(lines.status == 1)
        #expect(lines.text == "!more than 9 bytes on a line\n7\n")
    }

    @Test("a text without end is refused at the default bound")
    func endless() throws {
        let run = try CommandRun(shell: "tr '\\0' 1 < /dev/zero 2> /dev/null | \"$0\" canonicalize")
        #expect(run.status == 1)
        #expect(run.errors == "aiconexus canonicalize: more than 16777216 bytes on standard input\n")
    }

    @Test("a large text with more numbers than a message may have is taken")
    func large() throws {
        let text = "[" + String(repeating: "1,", count: 1_000_000) + "1e-7]"
        let run = try CommandRun(["canonicalize"], input: text.utf8)
        #expect(run.status == 0)
        #expect(run.output == Array(text.utf8))
    }

    @Test("random lines come back in order, however long they are")
    func order() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let lines = (0..<500).map {
            "[\($0),\"\(String(repeating: "x", count: .random(in: 0...1000, using: &generator)))\"]\n"
        }
        let text = lines.joined()
        let run = try CommandRun(["canonicalize", "--lines"], input: text.utf8)
        #expect(run.text == text, "seed \(seed)")
    }
}
