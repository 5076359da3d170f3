// SPDX-License-Identifier: MIT

/// The manual page of a program, in the macros of man(7).
struct ManualPage {
    private let tree: CommandTree
    private let version: String
    private let notes: ManualNotes

    init(of program: Command, version: String, _ notes: ManualNotes) {
        tree = CommandTree(of: program)
        (self.version, self.notes) = (version, notes)
    }

    /// The page.
    var text: String {
        let program = tree.command
        let lines =
            [".TH \(Roff.quoted(program.name.uppercased())) 1 \"\" \(Roff.quoted("\(program.name) \(version)"))"]
            + [".SH NAME", Roff.text("\(program.name) - \(program.summary)")]
            + [".SH SYNOPSIS"] + synopsis
            + [".SH DESCRIPTION"] + Roff.paragraphs(program.details)
            + [".SH COMMANDS"] + tree.leaves.flatMap(section)
            + [".SH OPTIONS"] + options(tree.options)
            + entries("ENVIRONMENT", notes.environment) + entries("FILES", notes.files)
            + (notes.seeAlso.isEmpty ? [] : [".SH SEE ALSO", Roff.text(notes.seeAlso.joined(separator: ", "))])
        return lines.joined(separator: "\n") + "\n"
    }

    private var synopsis: [String] {
        tree.leaves.flatMap { leaf in
            let words = leaf.command.arguments.map(\.form)
            return [
                ".SY " + Roff.quoted(leaf.path.joined(separator: " ")),
                Roff.text(([leaf.command.options.isEmpty ? "" : "[OPTION]..."] + words).joined(separator: " ")), ".YS",
            ]
        }
    }

    private func section(_ leaf: CommandTree) -> [String] {
        let command = leaf.command
        let words = ([leaf.path.dropFirst().joined(separator: " ")] + command.arguments.map(\.form))
        var lines = [".SS " + Roff.quoted(words.joined(separator: " "))]
        let summary = command.summary.prefix(1).uppercased() + command.summary.dropFirst() + "."
        lines += Roff.paragraphs([summary] + command.details)
        for argument in command.arguments { lines += tagged(argument.name, argument.help) }
        lines += options(command.options)
        for status in command.exitStatuses { lines += tagged("status \(status.status)", status.meaning) }
        if !command.examples.isEmpty { lines += [".PP", "For example:", ".PP", ".EX"] }
        lines += command.examples.map { Roff.text("    " + $0) }
        if !command.examples.isEmpty { lines.append(".EE") }
        return lines
    }

    private func options(_ options: [CommandOption]) -> [String] {
        options.flatMap { option in
            tagged((option.letter.map { "-\($0), " } ?? "") + option.form, option.help)
        }
    }

    private func entries(_ heading: String, _ entries: [ManualNotes.Entry]) -> [String] {
        entries.isEmpty ? [] : [".SH \(heading)"] + entries.flatMap { tagged($0.name, $0.meaning) }
    }

    private func tagged(_ name: String, _ meaning: String) -> [String] {
        [".TP", ".B " + Roff.quoted(name), Roff.text(meaning)]
    }
}

/// Text for roff, in which backslashes, hyphens and the beginning of a line have a meaning.
private enum Roff {
    /// A line of text.
    static func text(_ text: String) -> String {
        let line = escaped(text)
        // A dot or an apostrophe in front would make it a request.
        return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
    }

    /// An argument of a request.
    static func quoted(_ text: String) -> String {
        "\"\(escaped(text).replacing("\"", with: "\\(dq"))\""
    }

    static func paragraphs(_ texts: [String]) -> [String] {
        texts.flatMap { [".PP", text($0)] }
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { line, character in
            switch character {
            case "\\": line += "\\e"
            // A hyphen that can be copied and typed.
            case "-": line += "\\-"
            case "…": line += "..."
            case "~": line += "\\(ti"
            case "^": line += "\\(ha"
            case "`": line += "\\(ga"
            default: line.append(character)
            }
        }
    }
}
