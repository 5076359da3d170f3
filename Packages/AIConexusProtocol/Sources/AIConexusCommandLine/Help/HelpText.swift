// SPDX-License-Identifier: MIT

/// The help of a command, generated from its declaration.
struct HelpText {
    /// Of more optional options than this the usage only says that there are some.
    private static let shownOptionCount = 12

    private let command: Command
    /// The command as it was called, as in `aiconexus identity new`.
    private let path: String
    /// Whether it is the program itself, which alone has `--version`.
    private let isOutermost: Bool
    private let style: TerminalStyle

    init(of command: Command, path: String, isOutermost: Bool, style: TerminalStyle) {
        self.command = command
        self.path = path
        self.isOutermost = isOutermost
        self.style = style
    }

    /// The help in lines of at most 80 columns, with a line feed at the end.
    var text: String {
        let summary = TextLayout.wrapped("\(path): \(command.summary)".split(separator: " ").map(String.init))
        let details = command.details.map { TextLayout.wrapped($0.split(separator: " ").map(String.init)) }
        let sections = [summary, usage] + details + [commands, arguments, options, statuses, examples]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private var usage: [String] {
        let words =
            switch command.body {
            case .group where command.defaultName != nil: ["[COMMAND]", "..."]
            case .group: ["COMMAND", "..."]
            case .work:
                command.options.filter(\.isRequired).map(Self.usage) + command.arguments.map(\.form) + optionalWords
            }
        let heading = "Usage:"
        var lines = TextLayout.wrapped(words, first: "\(heading) \(path) ", indentation: heading.count + 3)
        lines[0] = style.text(heading, .bold) + lines[0].dropFirst(heading.count)
        return lines
    }

    private var optionalWords: [String] {
        let options = command.options.filter { !$0.isRequired }
        return options.count > Self.shownOptionCount ? ["[OPTION]..."] : options.map(Self.usage)
    }

    private static func usage(of option: CommandOption) -> String {
        let repeated = option.isRepeatable ? "..." : ""
        return option.isRequired ? option.form + repeated : "[\(option.form)]\(repeated)"
    }

    private var commands: [String] {
        let leaves = Self.leaves(of: command)
        guard !leaves.isEmpty else { return [] }
        let fallback = command.defaultName.map { ["'\(path)' alone, or with options only, means '\(path) \($0)'."] }
        return section("Commands:", TextLayout.columns(leaves))
            + ["", "'\(path) COMMAND --help' says more about each."] + (fallback ?? [])
    }

    /// The commands that do something, by their names from here on.
    private static func leaves(of command: Command) -> [(name: String, meaning: String)] {
        guard case .group(let commands) = command.body else { return [] }
        return commands.flatMap { command in
            switch command.body {
            case .work: [(command.name, command.summary)]
            case .group: leaves(of: command).map { ("\(command.name) \($0.name)", $0.meaning) }
            }
        }
    }

    private var arguments: [String] {
        section("Arguments:", TextLayout.columns(command.arguments.map { ($0.name, $0.help) }))
    }

    private var options: [String] {
        let all = command.options + [CommandOption.help] + (isOutermost ? [CommandOption.version] : [])
        let rows = all.map { option in
            (option.letter.map { "-\($0), " } ?? "    ") + option.form
        }
        return section("Options:", TextLayout.columns(zip(rows, all).map { ($0, $1.help) }))
    }

    private var statuses: [String] {
        section("Exit status:", TextLayout.columns(command.exitStatuses.map { ($0.status, $0.meaning) }))
    }

    private var examples: [String] {
        section(command.examples.count == 1 ? "Example:" : "Examples:", command.examples.map { "  \($0)" })
    }

    private func section(_ heading: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : [style.text(heading, .bold)] + lines
    }
}
