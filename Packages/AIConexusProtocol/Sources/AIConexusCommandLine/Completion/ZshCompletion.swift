// SPDX-License-Identifier: MIT

/// A script that teaches zsh to complete a program's command lines, for a folder of `fpath`.
struct ZshCompletion {
    private let tree: CommandTree

    init(of program: Command) {
        tree = CommandTree(of: program)
    }

    /// The script: a function for each command, and one for each group that leads to them.
    var text: String {
        let name = tree.command.name
        let functions = tree.all.reversed().map { $0.children.isEmpty ? leaf($0) : group($0) }
        return """
            #compdef \(name)
            # zsh completion for \(name), made by '\(name) completion zsh'
            \(functions.joined(separator: "\n"))
            if [[ $funcstack[1] == _\(name) ]]; then
                \(function(tree)) "$@"
            else
                compdef \(function(tree)) \(name)
            fi

            """
    }

    private func function(_ tree: CommandTree) -> String { "_" + tree.path.joined(separator: "__") }

    private func group(_ tree: CommandTree) -> String {
        let commands = tree.children.map { child in
            let summary = Self.quotable(child.command.summary).replacing(":", with: "\\:")
            return "        '\(child.command.name):\(summary)'"
        }
        // Those of the command that may be left out, too.
        let fallback = tree.fallback?.command.options ?? []
        let options = tree.options + fallback.filter { !tree.options.contains($0) }
        let calls = tree.children.map { "                \($0.command.name)) \(function($0)) ;;" }
        return """
            \(function(tree))() {
                local context state state_descr line
                typeset -A opt_args
                local -a commands=(
            \(commands.joined(separator: "\n"))
                )
                _arguments -C \(options.map(Self.specification).joined(separator: " ")) \\
                    '1:command:->command' '*::argument:->argument' && return
                case $state in
                    command) _describe -t commands command commands ;;
                    argument)
                        case $words[1] in
            \(calls.joined(separator: "\n"))
                        esac
                        ;;
                esac
            }
            """
    }

    private func leaf(_ tree: CommandTree) -> String {
        let options = tree.options.map(Self.specification)
        let arguments = tree.command.arguments.enumerated().map { Self.specification($1, at: $0 + 1) }
        return """
            \(function(tree))() {
                _arguments -s -S \\
                    \((options + arguments).joined(separator: " \\\n        "))
            }
            """
    }

    private static func specification(_ option: CommandOption) -> String {
        let help = quotable(option.help).replacing("[", with: "\\[").replacing("]", with: "\\]")
        let value = option.valueName.map { ":\($0.replacing("|", with: " or ")):\(action(ValueKind(named: $0)))" } ?? ""
        let meaning = "[\(help)]\(value)"
        let repeated = option.isRepeatable ? "*" : ""
        // `=` takes the value after a blank or an equals sign, `+` for a letter right after it, too.
        let long = option.valueName == nil ? "--\(option.name)" : "--\(option.name)="
        guard let letter = option.letter else { return "'\(repeated)\(long)\(meaning)'" }
        let short = option.valueName == nil ? "-\(letter)" : "-\(letter)+"
        let exclusion = option.isRepeatable ? "'*'" : "'(-\(letter) --\(option.name))'"
        return "\(exclusion){\(short),\(long)}'\(meaning)'"
    }

    private static func specification(_ argument: CommandArgument, at place: Int) -> String {
        let kind = ValueKind(named: argument.name)
        let name = argument.name.replacing("|", with: " or ")
        // The words that follow a program's name are completed as that program's own.
        if kind == .program, argument.isRepeatable { return "'*::\(name):_normal'" }
        if argument.isRepeatable { return "'*:\(name):\(action(kind))'" }
        return "'\(place):\(argument.isRequired ? "" : ":")\(name):\(action(kind))'"
    }

    private static func action(_ kind: ValueKind) -> String {
        switch kind {
        case .file: "_files"
        case .program: "_command_names -e"
        case .choice(let words): "(\(words.joined(separator: " ")))"
        case .text: " "
        }
    }

    /// The text, fit to stand between single quotes.
    private static func quotable(_ text: String) -> String { text.replacing("'", with: "'\\''") }
}
