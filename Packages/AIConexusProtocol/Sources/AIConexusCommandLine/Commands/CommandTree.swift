// SPDX-License-Identifier: MIT

/// A command with the words by which it is reached.
struct CommandTree {
    /// The command.
    let command: Command
    /// The words, the program's name first.
    let path: [String]

    init(of program: Command) {
        self.init(command: program, path: [program.name])
    }

    private init(command: Command, path: [String]) {
        (self.command, self.path) = (command, path)
    }

    /// The commands of a group.
    var children: [CommandTree] {
        guard case .group(let commands) = command.body else { return [] }
        return commands.map { CommandTree(command: $0, path: path + [$0.name]) }
    }

    /// This one and everything below it, each before what is below it.
    var all: [CommandTree] { [self] + children.flatMap(\.all) }

    /// The commands that do something.
    var leaves: [CommandTree] { all.filter { $0.children.isEmpty } }

    /// The options that it understands, those that every command has among them.
    var options: [CommandOption] {
        command.options + [CommandOption.help] + (path.count == 1 ? [CommandOption.version] : [])
    }

    /// Of a group with one: the command that is meant when the line begins with an option.
    var fallback: CommandTree? { children.first { $0.command.name == command.defaultName } }
}

/// What kind of text stands at a place of a command line, as its name in the help tells.
enum ValueKind: Equatable {
    /// A file.
    case file
    /// A program to run.
    case program
    /// One of these.
    case choice([String])
    /// Anything.
    case text

    /// - Parameter name: as in `FILE`, `COMMAND` or `auto|relay|direct`.
    init(named name: String) {
        if name.contains("|") {
            self = .choice(name.split(separator: "|").map(String.init))
        } else if name == "COMMAND" {
            self = .program
        } else if ["FILE", "PATH", "DIR", "FOLDER"].contains(name) {
            self = .file
        } else {
            self = .text
        }
    }
}
