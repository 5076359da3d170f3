// SPDX-License-Identifier: MIT

import Foundation
import Testing

@testable import AIConexusCommandLine

@Suite("Completion scripts", .timeLimit(.minutes(1)))
struct CompletionTests {
    private static let program = Command(
        "my-tool",
        summary: "do things",
        commands: [
            Command(
                "key",
                summary: "handle keys: all of them",
                commands: [
                    Command(
                        "new",
                        summary: "make one",
                        options: [
                            .value("out", letter: "o", "FILE", help: "where it goes", isRequired: true),
                            .value("form", "pem|der", help: "it's [one] of these"),
                            .flag("force", letter: "f", help: ""),
                            .value("tag", "WORD", help: "", isRepeatable: true),
                        ],
                        examples: []
                    ) { _, _ in .success }
                ]
            ),
            Command(
                "run",
                summary: "run something",
                options: [.flag("json", help: "")],
                arguments: [CommandArgument("COMMAND", help: "", isRepeatable: true)],
                optionsEndAtArgument: true,
                examples: []
            ) { _, _ async in .success },
            Command(
                "show",
                summary: "show one",
                options: [.flag("verbose", help: "")],
                arguments: [CommandArgument("a|b", help: ""), CommandArgument("FILE", help: "", isRequired: false)],
                examples: []
            ) { _, _ in .success },
        ],
        defaultCommand: "show"
    )

    /// What bash would offer for a line, the last word of which is being typed.
    private func offers(_ words: String...) async throws -> Set<String> {
        let folder = URL.temporaryDirectory.appending(path: "aiconexus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A folder left over in the system's temporary one does no harm.
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appending(path: "file one"))
        try Data(BashCompletion(of: Self.program).text.utf8).write(to: folder.appending(path: "script"))
        let script = """
            cd "$1"; shift; source ./script; rm script
            COMP_WORDS=(my-tool "$@"); COMP_CWORD=$#
            _my_tool 2> /dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let output = try await ChildProgram(["bash", "-c", script, "bash", folder.path()] + words)
            .withRunning(input: [], lastActs: LastActs()) { await $0.readAll(maximumByteCount: 1 << 20) }
        let lines = String(decoding: output ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
        return Set(lines)
    }

    @Test("commands are offered at their places")
    func commands() async throws {
        #expect(try await offers("") == ["key", "run", "show"])
        #expect(try await offers("k") == ["key"])
        #expect(try await offers("key", "") == ["new"])
        #expect(try await offers("key", "new", "") == [])
    }

    @Test("options are offered where a word begins with a hyphen")
    func options() async throws {
        #expect(
            try await offers("key", "new", "-") == ["--out", "--form", "--force", "--tag", "--help"]
        )
        #expect(try await offers("key", "new", "--fo") == ["--form", "--force"])
        #expect(try await offers("key", "new", "--out", "x", "--ta") == ["--tag"])
        #expect(try await offers("-") == ["--help", "--version", "--verbose"])
    }

    @Test("an option's value is what its name says, with an equals sign too")
    func values() async throws {
        #expect(try await offers("key", "new", "--form", "") == ["pem", "der"])
        #expect(try await offers("key", "new", "--form", "=", "d") == ["der"])
        #expect(try await offers("key", "new", "--form", "=") == ["pem", "der"])
        #expect(try await offers("key", "new", "-o", "fi") == ["file one"])
        #expect(try await offers("key", "new", "--tag", "") == [])
    }

    @Test("arguments are offered by their places, values of options not counted")
    func arguments() async throws {
        #expect(try await offers("show", "") == ["a", "b"])
        #expect(try await offers("show", "--verbose", "a", "fi") == ["file one"])
    }

    @Test("a program to run is one of the shell's, and what follows is its own")
    func programs() async throws {
        #expect(try await offers("run", "prin").isSuperset(of: ["printf"]))
        #expect(try await offers("run", "--js") == ["--json"])
        #expect(try await offers("run", "--", "prin").isSuperset(of: ["printf"]))
        #expect(try await offers("run", "jq", "--js") == [])
        #expect(try await offers("run", "jq", "fi") == ["file one"])
    }

    @Test("zsh is told the same, and takes it for a script", .enabled(if: Self.hasZsh))
    func zsh() async throws {
        let text = ZshCompletion(of: Self.program).text
        #expect(text.hasPrefix("#compdef my-tool\n"))
        #expect(text.contains(#"'key:handle keys\: all of them'"#))
        #expect(text.contains(#"'(-o --out)'{-o+,--out=}'[where it goes]:FILE:_files'"#))
        #expect(text.contains(#"'--form=[it'\''s \[one\] of these]:pem or der:(pem der)'"#))
        #expect(text.contains(#"'*--tag=[]:WORD: '"#))
        #expect(text.contains(#"'*::COMMAND:_normal'"#))
        #expect(text.contains(#"'2::FILE:_files'"#))
        let ending = try await ChildProgram(["zsh", "-n", "/dev/stdin"])
            .withRunning(input: Array(text.utf8), lastActs: LastActs()) { await $0.ending() }
        #expect(ending.isSuccess, "\(ending)")
    }

    private static var hasZsh: Bool { (try? ChildProgram(["zsh"])) != nil }
}
