// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("Manual page")
struct ManualPageTests {
    private static let program = Command(
        "tool",
        summary: "do things",
        details: ["It says 'no' with status 1."],
        commands: [
            Command(
                "send",
                summary: "send a file",
                details: ["'Quickly', or \\ not."],
                options: [.value("to", letter: "t", "NAME", help: ".hidden is allowed")],
                arguments: [CommandArgument("FILE", help: "what to send")],
                exitStatuses: [("0", "sent"), ("3", "nobody there")],
                examples: ["tool send --to 'a b' ~/x"]
            ) { _, _ async in .success }
        ]
    )

    private static let text = ManualPage(
        of: program,
        version: "1.2.3",
        ManualNotes(environment: [("TOOL_TO", "to whom")], files: [("~/.tool", "settings")], seeAlso: ["other(1)"])
    ).text

    @Test("it has the sections that people look for, in their order")
    func sections() {
        let sections = Self.text.split(separator: "\n").filter { $0.hasPrefix(".SH ") }
        #expect(
            sections == [
                ".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH COMMANDS", ".SH OPTIONS", ".SH ENVIRONMENT",
                ".SH FILES",
                ".SH SEE ALSO",
            ]
        )
        #expect(Self.text.hasPrefix(".TH \"TOOL\" 1 \"\" \"tool 1.2.3\"\n.SH NAME\ntool \\- do things\n"))
    }

    @Test("a command has all of its declaration")
    func command() {
        for line in [
            ".SS \"send FILE\"", "Send a file.", ".B \"FILE\"", ".B \"\\-t, \\-\\-to NAME\"", ".B \"status 3\"",
            "nobody there", "    tool send \\-\\-to 'a b' \\(ti/x",
        ] {
            #expect(Self.text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test("text that roff would obey is made harmless")
    func escapes() {
        #expect(Self.text.contains("\n\\&'Quickly', or \\e not.\n"))
        #expect(Self.text.contains("\n\\&.hidden is allowed\n"))
    }

    @Test("groff finds nothing wrong with it", .enabled(if: Self.hasGroff))
    func groff() async throws {
        let (output, ending) = try await ChildProgram(["groff", "-man", "-ww", "-z", "-Tutf8"])
            .withRunning(input: Array(Self.text.utf8), lastActs: LastActs()) { child in
                (await child.readAll(maximumByteCount: 1 << 20), await child.ending())
            }
        #expect(output == [])
        #expect(ending.isSuccess)
        #expect(ending.lastErrorLine == "")
    }

    private static var hasGroff: Bool { (try? ChildProgram(["groff"])) != nil }
}
