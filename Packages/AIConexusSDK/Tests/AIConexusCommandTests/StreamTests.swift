// SPDX-License-Identifier: MIT

import Testing

@Suite("aiconexus among other programs", .timeLimit(.minutes(1)))
struct StreamTests {
    private static let manyLines = String(repeating: "[1,2,3]\n", count: 200_000)

    @Test(
        "a reader that goes away ends the program without a word",
        arguments: ["", "trap '' PIPE; "]
    )
    func brokenPipe(_ preparation: String) throws {
        let script = "(\(preparation)\"$0\" canonicalize --lines; echo status $? >&2) | head -n 1"
        let run = try CommandRun(shell: script, input: Self.manyLines.utf8)
        #expect(run.text == "[1,2,3]\n")
        #expect(run.errors == "status 141\n")
    }

    @Test("a full disk is reported")
    func fullDisk() throws {
        let run = try CommandRun(shell: "\"$0\" canonicalize > /dev/full", input: "1".utf8)
        #expect(run.status == 1)
        #expect(run.errors == "aiconexus canonicalize: cannot write standard output: No space left on device\n")
    }

    @Test("a closed standard input is reported")
    func closedInput() throws {
        let run = try CommandRun(shell: "\"$0\" canonicalize <&-")
        #expect(run.status == 1)
        #expect(run.errors == "aiconexus canonicalize: cannot read standard input: Bad file descriptor\n")
    }

    @Test("a folder as standard input is reported")
    func folder() throws {
        let run = try CommandRun(shell: "\"$0\" canonicalize < /")
        #expect(run.status == 1)
        #expect(run.errors == "aiconexus canonicalize: cannot read standard input: Is a directory\n")
    }

    @Test(
        "a line is answered before the next one is said, also when input is set not to block",
        arguments: [true, false]
    )
    func conversation(_ inputBlocks: Bool) throws {
        let program = try Conversation(["canonicalize", "--lines"], inputBlocks: inputBlocks)
        for number in 0..<10 {
            try program.say("[ \(number) ]")
            #expect(try program.answer() == "[\(number)]")
        }
        try program.hangUp()
        #expect(try program.end() == (0, ""))
    }

    @Test("Ctrl-C ends the program without a word")
    func interrupt() throws {
        let program = try Conversation(["canonicalize", "--lines"])
        try program.say("1")
        #expect(try program.answer() == "1")
        program.interrupt()
        #expect(try program.end() == (130, ""))
    }
}
