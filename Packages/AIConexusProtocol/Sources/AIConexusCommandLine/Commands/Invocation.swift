// SPDX-License-Identifier: MIT

/// What a command line asks a program to do.
enum Invocation {
    /// Run a command.
    case run(Command.Work, ParsedArguments)
    /// Show the help of a command, which is called by this path.
    case help(Command, path: String, isOutermost: Bool)
    /// Show the program's version.
    case version
}

extension Invocation {
    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - arguments: without the program's own name.
    ///   - program: the outermost command.
    /// - Throws: ``UsageError`` that names what is wrong.
    init(parsing arguments: [String], for program: Command) throws(UsageError) {
        var command = program
        var path = program.name
        var rest = arguments
        while case .group(let commands) = command.body {
            let isOutermost = command.name == path
            let options = isOutermost ? [CommandOption.help, .version] : [.help]
            if let name = command.defaultName, Self.isForDefault(rest, options) {
                command = try Self.command(name, among: commands, of: path)
                path += " \(name)"
                continue
            }
            let scan = OptionScan(rest, for: options, stopsAtOperand: true)
            if let use = scan.uses.first {
                self = use.option == .version ? .version : .help(command, path: path, isOutermost: isOutermost)
                return
            }
            if let fault = scan.fault { throw UsageError(command: path, fault.message(for: options)) }
            guard let name = scan.operands.first else {
                self = .help(command, path: path, isOutermost: isOutermost)
                return
            }
            command = try Self.command(name, among: commands, of: path)
            path += " \(name)"
            rest = Array(scan.operands.dropFirst())
        }
        try self.init(parsing: rest, for: command, path: path)
    }

    /// Whether a group's line leaves out the name of its command, so that the default is meant.
    private static func isForDefault(_ line: [String], _ options: [CommandOption]) -> Bool {
        guard let first = line.first else { return true }
        return first.hasPrefix("-")
            && !options.contains { first == "--\($0.name)" || first == $0.letter.map { "-\($0)" } }
    }

    private static func command(
        _ name: String,
        among commands: [Command],
        of path: String
    ) throws(UsageError) -> Command {
        if let command = commands.first(where: { $0.name == name }) { return command }
        let nearest = NearestName.find(name, among: commands.map(\.name))
        let suggestion = nearest.map { ", did you mean '\(path) \($0)'?" } ?? ""
        throw UsageError(command: path, "unknown command '\(name)'\(suggestion)")
    }

    private init(parsing arguments: [String], for command: Command, path: String) throws(UsageError) {
        guard case .work(let work) = command.body else { preconditionFailure("a group takes no arguments") }
        let options = command.options + [.help]
        let scan = OptionScan(arguments, for: options, stopsAtOperand: command.optionsEndAtArgument)
        if scan.uses.contains(where: { $0.option == .help }) {
            self = .help(command, path: path, isOutermost: command.name == path)
            return
        }
        if let fault = scan.fault { throw UsageError(command: path, fault.message(for: options)) }
        self = .run(work, try ParsedArguments(scan, of: command, path: path))
    }
}

extension ParsedArguments {
    /// Sorts out what a scan found.
    fileprivate init(_ scan: OptionScan, of command: Command, path: String) throws(UsageError) {
        var options: [CommandOption: [String]] = [:]
        for option in command.options {
            let values = scan.uses.filter { $0.option == option }.map(\.value)
            if values.isEmpty, option.isRequired { throw UsageError(command: path, "missing \(option.form)") }
            if values.count > 1, option.valueName != nil, !option.isRepeatable {
                throw UsageError(command: path, "\(option.form) is given more than once")
            }
            options[option] = values
        }
        var operands = scan.operands[...]
        var arguments: [CommandArgument: [String]] = [:]
        for argument in command.arguments {
            let values = operands.prefix(argument.isRepeatable ? operands.count : 1)
            if values.isEmpty, argument.isRequired { throw UsageError(command: path, "missing \(argument.name)") }
            operands.removeFirst(values.count)
            arguments[argument] = Array(values)
        }
        if let surplus = operands.first { throw UsageError(command: path, "unexpected argument '\(surplus)'") }
        self.init(command: path, options: options, arguments: arguments)
    }
}
