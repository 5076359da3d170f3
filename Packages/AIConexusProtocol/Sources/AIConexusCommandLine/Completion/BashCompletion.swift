// SPDX-License-Identifier: MIT

/// A script that teaches bash (4 or later) to complete a program's command lines.
struct BashCompletion {
    private let tree: CommandTree

    init(of program: Command) {
        tree = CommandTree(of: program)
    }

    /// The script.
    ///
    /// It finds the command by the words that precede the cursor, and offers commands, options, or what an option's
    /// value may be.
    var text: String {
        let name = tree.command.name
        let function = "_" + name.map { $0 == "-" ? "_" : String($0) }.joined()
        return """
            # bash completion for \(name), made by '\(name) completion bash'
            \(function)() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path=\(name) count=0 value= rest= word
                COMPREPLY=()
                # bash takes the = of --option=value for a word of its own.
                if [[ $cur == = ]]; then
                    cur=
                elif [[ $prev == = ]]; then
                    prev=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
                    if [[ -n $value ]]; then
                        [[ $word != = ]] && value=
                        continue
                    fi
                    case "$rest$path $word" in
            \(commandCases)
            \(valueCases)
                        *' --') rest=- ;;
                        [!-]*' '-*) ;;
                        *) count=$((count + 1)) ;;
                    esac
            \(endOfOptions)
                done
                case "$rest$path $prev" in
            \(optionValueCases)
                esac
                if [[ -z $rest && $cur == -* ]]; then
                    case $path in
            \(optionCases)
                    esac
                    return
                fi
                case "$path $count" in
            \(argumentCases)
                esac
            }
            complete -F \(function) \(name)

            """
    }

    private static func quoted(_ text: String) -> String { "'\(text)'" }

    private static func path(_ tree: CommandTree) -> String { tree.path.joined(separator: " ") }

    /// Words that lead from a group to one of its commands.
    private var commandCases: String {
        let paths = tree.all.dropFirst().map { Self.quoted(Self.path($0)) }
        return "            \(paths.joined(separator: " | "))) path=\"$path $word\" ;;"
    }

    /// How the options of a command that take a value may be written as a word of their own.
    private static func words(of option: CommandOption, in tree: CommandTree) -> [String] {
        // Where a command is left out, its options follow the group's name.
        let names = ["--\(option.name)"] + (option.letter.map { ["-\($0)"] } ?? [])
        return names.map { quoted("\(path(tree)) \($0)") }
    }

    /// A command with its options, and a group with those of the command that it may leave out.
    private var optionTrees: [(tree: CommandTree, options: [CommandOption])] {
        tree.all.map { tree in (tree, tree.options + (tree.fallback?.command.options ?? [])) }
    }

    private var valueCases: String {
        let words = optionTrees.flatMap { tree, options in
            options.filter { $0.valueName != nil }.flatMap { Self.words(of: $0, in: tree) }
        }
        return words.isEmpty ? "" : "            \(words.joined(separator: " | "))) value=1 ;;"
    }

    /// A program's arguments are its own, whatever they look like.
    private var endOfOptions: String {
        let paths = tree.leaves.filter(\.command.optionsEndAtArgument).map { Self.quoted(Self.path($0)) }
        guard !paths.isEmpty else { return "" }
        return "        case $path in \(paths.joined(separator: " | "))) ((count > 0)) && rest=- ;; esac"
    }

    /// What may stand after an option: a line for each kind of value.
    private var optionValueCases: String {
        var kinds: [(kind: ValueKind, words: [String])] = []
        for (tree, options) in optionTrees {
            for option in options {
                guard let name = option.valueName else { continue }
                let (kind, words) = (ValueKind(named: name), Self.words(of: option, in: tree))
                if let index = kinds.firstIndex(where: { $0.kind == kind }) {
                    kinds[index].words += words
                } else {
                    kinds.append((kind, words))
                }
            }
        }
        return kinds.map { "        \($0.words.joined(separator: " | "))) \(Self.offer($0.kind))return ;;" }
            .joined(separator: "\n")
    }

    private var optionCases: String {
        optionTrees.map { tree, options in
            let names = options.map { "--\($0.name)" }.joined(separator: " ")
            return "            \(Self.quoted(Self.path(tree)))) \(Self.reply("-W '\(names)'"));;"
        }
        .joined(separator: "\n")
    }

    private var argumentCases: String {
        tree.all.flatMap { tree -> [String] in
            let path = Self.path(tree)
            guard tree.children.isEmpty else {
                let names = tree.children.map(\.command.name).joined(separator: " ")
                return ["        '\(path) 0') \(Self.reply("-W '\(names)'"));;"]
            }
            return tree.command.arguments.enumerated().compactMap { index, argument in
                let kind = ValueKind(named: argument.name)
                guard kind != .text else { return nil }
                // What follows the name of a program are its own arguments, files as a rule.
                let rest = argument.isRepeatable ? "\n        '\(path) '*) \(Self.offer(.file));;" : ""
                return "        '\(path) \(index)') \(Self.offer(kind));;" + rest
            }
        }
        .joined(separator: "\n")
    }

    private static func offer(_ kind: ValueKind) -> String {
        switch kind {
        case .file: "compopt -o filenames; \(reply("-f"))"
        case .program: reply("-c")
        case .choice(let words): reply("-W '\(words.joined(separator: " "))'")
        case .text: ""
        }
    }

    private static func reply(_ action: String) -> String {
        "mapfile -t COMPREPLY < <(compgen \(action) -- \"$cur\"); "
    }
}
