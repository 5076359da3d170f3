// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("Invocation")
struct InvocationTests {
    private static let out = CommandOption.value("out", letter: "o", "FILE", help: "", isRequired: true)
    private static let tag = CommandOption.value("tag", "TEXT", help: "", isRepeatable: true)
    private static let limit = CommandOption.value("limit", "N", help: "")
    private static let json = CommandOption.flag("json", help: "")
    private static let file = CommandArgument("FILE", help: "")
    private static let more = CommandArgument("MORE", help: "", isRequired: false, isRepeatable: true)

    private static let program = Command(
        "tool",
        summary: "do things",
        commands: [
            Command(
                "key",
                summary: "handle keys",
                commands: [
                    Command("new", summary: "make one", options: [out, tag, limit, json], examples: []) { _, _ in
                        .success
                    },
                    Command("show", summary: "show one", arguments: [file, more], examples: []) { _, _ in .success },
                ]
            ),
            Command("list", summary: "list all", examples: []) { _, _ in .success },
        ]
    )

    private func arguments(_ line: String...) throws -> ParsedArguments {
        let invocation = try Invocation(parsing: line, for: Self.program)
        guard case .run(_, let arguments) = invocation else { throw UsageError(command: "", "not a command to run") }
        return arguments
    }

    @Test("options come out under their declarations")
    func options() throws {
        let given = try arguments("key", "new", "--tag=a", "-o", "x", "--tag", "b", "--json", "--json")
        #expect(given.command == "tool key new")
        #expect(given.value(of: Self.out) == "x")
        #expect(given.values(of: Self.tag) == ["a", "b"])
        #expect(given.contains(Self.json))
        #expect(!given.contains(Self.limit))
        #expect(given.value(ifGiven: Self.limit) == nil)
    }

    @Test("arguments come out by their places")
    func operands() throws {
        let given = try arguments("key", "show", "a", "b", "--", "-c")
        #expect(given.value(of: Self.file) == "a")
        #expect(given.values(of: Self.more) == ["b", "-c"])
        #expect(try arguments("key", "show", "a").values(of: Self.more) == [])
    }

    @Test(
        "what is wrong is said in one line with the place to read more",
        arguments: [
            (["key", "new"], "tool key new: missing --out FILE (try 'tool key new --help')"),
            (["key", "new", "-o"], "tool key new: missing value in --out FILE (try 'tool key new --help')"),
            (
                ["key", "new", "-oa", "--out=b"],
                "tool key new: --out FILE is given more than once (try 'tool key new --help')"
            ),
            (["key", "new", "-oa", "b"], "tool key new: unexpected argument 'b' (try 'tool key new --help')"),
            (["key", "new", "--json=1"], "tool key new: --json takes no value (try 'tool key new --help')"),
            (
                ["key", "new", "--jsn"],
                "tool key new: unknown option --jsn, did you mean --json? (try 'tool key new --help')"
            ),
            (["key", "new", "-z"], "tool key new: unknown option -z (try 'tool key new --help')"),
            (["key", "show"], "tool key show: missing FILE (try 'tool key show --help')"),
            (["key", "nwe"], "tool key: unknown command 'nwe', did you mean 'tool key new'? (try 'tool key --help')"),
            (["quit"], "tool: unknown command 'quit' (try 'tool --help')"),
            (["--bogus", "list"], "tool: unknown option --bogus (try 'tool --help')"),
            (["key", "--version"], "tool key: unknown option --version (try 'tool key --help')"),
            (["list", "x"], "tool list: unexpected argument 'x' (try 'tool list --help')"),
        ]
    )
    func faults(_ line: [String], _ expected: String) {
        let error = #expect(throws: UsageError.self) { try Invocation(parsing: line, for: Self.program) }
        #expect(error?.description == expected)
    }

    @Test("an abbreviation that fits two options names both")
    func ambiguity() {
        let commands = [
            Command("run", summary: "", options: [.flag("limit", help: ""), .flag("lines", help: "")], examples: []) {
                _,
                _ in
                .success
            }
        ]
        let error = #expect(throws: UsageError.self) {
            try Invocation(parsing: ["run", "--li"], for: Command("tool", summary: "", commands: commands))
        }
        #expect(error?.message == "--li may be --limit or --lines")
    }

    @Test(
        "help is shown when asked for, whatever else is missing, and by a group on its own",
        arguments: [
            (["--help"], "tool"), (["-h"], "tool"), ([], "tool"), (["key"], "tool key"),
            (["key", "--help"], "tool key"),
            (["key", "new", "--help"], "tool key new"), (["key", "new", "-h", "a", "--bogus"], "tool key new"),
            (["key", "show", "--he"], "tool key show"), (["--help", "key"], "tool"),
        ]
    )
    func help(_ line: [String], _ expected: String) throws {
        guard case .help(_, let path, let isOutermost) = try Invocation(parsing: line, for: Self.program) else {
            Issue.record("no help")
            return
        }
        #expect(path == expected)
        #expect(isOutermost == (expected == "tool"))
    }

    @Test(
        "a group's default command is meant by an empty line and by options alone",
        arguments: [
            ([], "tool list"), (["--json"], "tool list"), (["--", "list"], "tool list"), (["list"], "tool list"),
            (["other", "--json"], "tool other"),
        ]
    )
    func defaultCommand(_ line: [String], _ expected: String) throws {
        let program = Self.programWithDefault
        guard case .run(_, let arguments) = try Invocation(parsing: line, for: program) else {
            Issue.record("not a command to run")
            return
        }
        #expect(arguments.command == expected)
    }

    @Test("a group with a default still shows its own help and version, and knows its commands")
    func besideDefault() throws {
        let program = Self.programWithDefault
        for line in [["--help"], ["-h"]] {
            guard case .help(_, "tool", _) = try Invocation(parsing: line, for: program) else {
                Issue.record("no help for \(line)")
                continue
            }
        }
        guard case .version = try Invocation(parsing: ["--version"], for: program) else {
            Issue.record("no version")
            return
        }
        let unknown = #expect(throws: UsageError.self) { try Invocation(parsing: ["lst"], for: program) }
        #expect(unknown?.message == "unknown command 'lst', did you mean 'tool list'?")
        let option = #expect(throws: UsageError.self) { try Invocation(parsing: ["--bogus"], for: program) }
        #expect(option?.command == "tool list")
    }

    private static let programWithDefault = Command(
        "tool",
        summary: "",
        commands: [
            Command("list", summary: "", options: [json], arguments: [more], examples: []) { _, _ in .success },
            Command("other", summary: "", options: [json], examples: []) { _, _ in .success },
        ],
        defaultCommand: "list"
    )

    @Test("the program alone has a version")
    func version() throws {
        guard case .version = try Invocation(parsing: ["--version"], for: Self.program) else {
            Issue.record("no version")
            return
        }
    }

    @Test("numbers are checked against their range")
    func integers() throws {
        #expect(try arguments("key", "new", "-oa", "--limit=1").integer(ifGiven: Self.limit, in: 1...9) == 1)
        #expect(try arguments("key", "new", "-oa", "--limit=9").integer(ifGiven: Self.limit, in: 1...9) == 9)
        #expect(try arguments("key", "new", "-oa").integer(ifGiven: Self.limit, in: 1...9) == nil)
        for text in ["0", "10", "", "1k", " 1", "99999999999999999999"] {
            let given = try arguments("key", "new", "-oa", "--limit=\(text)")
            let error = #expect(throws: UsageError.self) { try given.integer(ifGiven: Self.limit, in: 1...9) }
            #expect(error?.message == "--limit N must be a whole number from 1 to 9, not '\(text)'")
        }
    }

    @Test("asking for what was not declared is a programming mistake")
    func undeclared() async {
        await #expect(processExitsWith: .failure) {
            let given = ParsedArguments(command: "tool", options: [:], arguments: [:])
            _ = given.contains(.flag("json", help: ""))
        }
    }

    @Test("a command that runs commands leaves their options to them")
    func passedOn() throws {
        let words = CommandArgument("COMMAND", help: "", isRepeatable: true)
        let command = Command(
            "run",
            summary: "run something",
            options: [Self.json],
            arguments: [words],
            optionsEndAtArgument: true,
            examples: []
        ) { _, _ async in .success }
        for line in [["--json", "jq", "-c", "--json"], ["--json", "--", "jq", "-c", "--json"]] {
            guard case .run(_, let given) = try Invocation(parsing: line, for: command) else {
                Issue.record("not a command to run")
                return
            }
            #expect(given.values(of: words) == ["jq", "-c", "--json"])
            #expect(given.contains(Self.json))
        }
    }
}
