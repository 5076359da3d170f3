// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("HelpText")
struct HelpTextTests {
    private static let new = Command(
        "new",
        summary: "make a key",
        details: ["The key is fresh. " + String(repeating: "Nobody else has it. ", count: 8)],
        options: [
            .value("out", letter: "o", "FILE", help: "where the key goes", isRequired: true),
            .flag("json", help: "print JSON instead of lines that a person reads, which is what another program wants"),
            .value("tag", "TEXT", help: "a tag", isRepeatable: true),
            .value("a-very-long-option-name", "WITH-A-VALUE", help: "rarely used"),
        ],
        arguments: [CommandArgument("NAME", help: "its name", isRequired: false)],
        examples: ["tool key new --out my.key"],
    ) { _, _ in .success }

    private static let program = Command(
        "tool",
        summary: "do things",
        commands: [
            Command("key", summary: "handle keys", commands: [new]),
            Command("list", summary: "list all keys", examples: []) { _, _ in .success },
        ]
    )

    @Test("a command's help shows usage, details, arguments, options and examples")
    func command() {
        let help = HelpText(of: Self.new, path: "tool key new", isOutermost: false, style: .plain)
        #expect(
            help.text == """
                tool key new: make a key

                Usage: tool key new --out FILE [NAME] [--json] [--tag TEXT]...
                         [--a-very-long-option-name WITH-A-VALUE]

                The key is fresh. Nobody else has it. Nobody else has it. Nobody else has it.
                Nobody else has it. Nobody else has it. Nobody else has it. Nobody else has it.
                Nobody else has it.

                Arguments:
                  NAME  its name

                Options:
                  -o, --out FILE  where the key goes
                      --json      print JSON instead of lines that a person reads, which is what
                                  another program wants
                      --tag TEXT  a tag
                      --a-very-long-option-name WITH-A-VALUE
                                  rarely used
                  -h, --help      show this help and exit

                Example:
                  tool key new --out my.key

                """
        )
    }

    @Test("a group's help lists its commands, and the program's has --version")
    func group() {
        let help = HelpText(of: Self.program, path: "tool", isOutermost: true, style: .plain)
        #expect(
            help.text == """
                tool: do things

                Usage: tool COMMAND ...

                Commands:
                  key new  make a key
                  list     list all keys

                'tool COMMAND --help' says more about each.

                Options:
                  -h, --help     show this help and exit
                      --version  show the version and exit

                """
        )
    }

    @Test("a group with a default says which command is meant without a name")
    func defaultCommand() {
        let program = Command("tool", summary: "do things", commands: [Self.new], defaultCommand: "new")
        let help = HelpText(of: program, path: "tool", isOutermost: true, style: .plain).text
        #expect(help.contains("Usage: tool [COMMAND] ...\n"))
        #expect(help.contains("'tool' alone, or with options only, means 'tool new'.\n"))
    }

    @Test("a usage with more options than can be read only says that there are some")
    func manyOptions() {
        let options = (10..<23).map { CommandOption.flag("flag\($0)", help: "one") }
        let command = Command("tool", summary: "do things", options: options, examples: []) { _, _ in .success }
        let help = HelpText(of: command, path: "tool", isOutermost: false, style: .plain).text
        #expect(help.contains("Usage: tool [OPTION]...\n"))
        #expect(help.contains("--flag22"))
    }

    @Test("on a terminal the headings are bold")
    func bold() {
        let style = TerminalStyle(isColored: true)
        let lines = HelpText(of: Self.new, path: "tool key new", isOutermost: false, style: style).text
            .split(separator: "\n")
        #expect(lines.contains("\u{1B}[1mOptions:\u{1B}[0m"))
        #expect(lines.contains { $0.hasPrefix("\u{1B}[1mUsage:\u{1B}[0m tool key new --out FILE") })
    }
}
