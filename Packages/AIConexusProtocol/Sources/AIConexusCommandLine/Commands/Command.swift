// SPDX-License-Identifier: MIT

/// A command of the program: either something it does, or a group of commands by name.
///
/// The declaration is all there is: parsing and `--help` follow from it. A mistake in it (two options of one name, an
/// argument after a repeatable one) traps when the command is made.
public struct Command: Sendable {
    /// What a command does with what it was given.
    ///
    /// It may throw ``UsageError``, ``CommandError``, or any error whose description says enough to its user.
    public typealias Action = @Sendable (_ arguments: ParsedArguments, _ console: Console) throws -> ExitStatus

    /// What a command that waits for others does, in a task of its own.
    ///
    /// The first SIGINT, SIGTERM or SIGHUP cancels the task, which should leave things in order and throw
    /// `CancellationError`: the process then ends by that signal, which a shell reports as 130, 143 or 129. The second
    /// one ends the process at once. It may throw what an ``Action`` may.
    public typealias TaskAction =
        @Sendable (_ arguments: ParsedArguments, _ console: Console) async throws -> ExitStatus

    /// What a status of a command means, as `4` and `refused before it began`.
    public typealias ExitMeaning = (status: String, meaning: String)

    /// What a command consists of.
    enum Body: Sendable {
        case work(Work)
        case group([Command])
    }

    /// How a command does what it does.
    enum Work: Sendable {
        /// On the main thread.
        case action(Action)
        /// In a task, while the main thread waits for signals.
        case task(TaskAction)
    }

    /// The name by which it is called, as in `new`.
    public let name: String
    /// What it does: one line without a full stop, in the imperative.
    public let summary: String
    /// What else its user should know, in paragraphs without line breaks.
    public let details: [String]
    /// Its options, without `--help`.
    public let options: [CommandOption]
    /// Its arguments, in order.
    public let arguments: [CommandArgument]
    /// What its statuses mean, where it has others than all commands.
    public let exitStatuses: [ExitMeaning]
    /// Lines that can be typed, for the help.
    public let examples: [String]
    /// Whether everything after the first argument is an argument too, even what looks like an option.
    public let optionsEndAtArgument: Bool
    let body: Body
    /// Of a group: the name of the command that is meant when the line names none.
    let defaultName: String?

    /// Declares a command that does something.
    ///
    /// - Parameters:
    ///   - name: the name by which it is called.
    ///   - summary: what it does: one line without a full stop, in the imperative.
    ///   - details: what else its user should know, a paragraph each.
    ///   - options: its options; `--help` is added.
    ///   - arguments: its arguments, in order.
    ///   - examples: lines that can be typed.
    ///   - action: what it does.
    public init(
        _ name: String,
        summary: String,
        details: [String] = [],
        options: [CommandOption] = [],
        arguments: [CommandArgument] = [],
        examples: [String],
        action: @escaping Action
    ) {
        self.init(
            name,
            summary: summary,
            details: details,
            options: options,
            arguments: arguments,
            examples: examples,
            work: .action(action)
        )
    }

    /// Declares a command that waits for others: for a network, or for programs that it runs.
    ///
    /// - Parameters:
    ///   - name: the name by which it is called.
    ///   - summary: what it does: one line without a full stop, in the imperative.
    ///   - details: what else its user should know, a paragraph each.
    ///   - options: its options; `--help` is added.
    ///   - arguments: its arguments, in order.
    ///   - optionsEndAtArgument: whether everything after the first argument is an argument too, even what looks like an
    ///     option, as for commands that run other commands.
    ///   - exitStatuses: what its statuses mean.
    ///   - examples: lines that can be typed.
    ///   - task: what it does.
    public init(
        _ name: String,
        summary: String,
        details: [String] = [],
        options: [CommandOption] = [],
        arguments: [CommandArgument] = [],
        optionsEndAtArgument: Bool = false,
        exitStatuses: [ExitMeaning] = [],
        examples: [String],
        task: @escaping TaskAction
    ) {
        self.init(
            name,
            summary: summary,
            details: details,
            options: options,
            arguments: arguments,
            optionsEndAtArgument: optionsEndAtArgument,
            exitStatuses: exitStatuses,
            examples: examples,
            work: .task(task)
        )
    }

    private init(
        _ name: String,
        summary: String,
        details: [String],
        options: [CommandOption],
        arguments: [CommandArgument],
        optionsEndAtArgument: Bool = false,
        exitStatuses: [ExitMeaning] = [],
        examples: [String],
        work: Work
    ) {
        let names = options.map(\.name) + [CommandOption.help.name]
        precondition(Set(names).count == names.count, "two options have one name")
        let letters = options.compactMap(\.letter) + [CommandOption.help.letter].compactMap(\.self)
        precondition(Set(letters).count == letters.count, "two options have one letter")
        precondition(!arguments.dropLast().contains(where: \.isRepeatable), "an argument follows a repeatable one")
        precondition(
            arguments.drop(while: \.isRequired).allSatisfy { !$0.isRequired },
            "a required argument follows an optional one"
        )
        self.name = name
        self.summary = summary
        self.details = details
        self.options = options
        self.arguments = arguments
        self.examples = examples
        self.optionsEndAtArgument = optionsEndAtArgument
        self.exitStatuses = exitStatuses
        self.body = .work(work)
        self.defaultName = nil
    }

    /// Declares a group of commands.
    ///
    /// - Parameters:
    ///   - name: the name by which it is called, in front of those of its commands.
    ///   - summary: what its commands do: one line without a full stop, in the imperative.
    ///   - details: what else its user should know, a paragraph each.
    ///   - commands: its commands, in the order of the help.
    ///   - defaultCommand: the name of the command that is meant when the line names none and is empty or begins with
    ///     an option other than `--help` and `--version`; without one, an empty line asks for the help.
    public init(
        _ name: String,
        summary: String,
        details: [String] = [],
        commands: [Command],
        defaultCommand: String? = nil
    ) {
        let names = commands.map(\.name)
        precondition(Set(names).count == names.count, "two commands have one name")
        precondition(defaultCommand.map(names.contains) ?? true, "the default is none of the commands")
        self.name = name
        self.summary = summary
        self.details = details
        self.options = []
        self.arguments = []
        self.examples = []
        self.optionsEndAtArgument = false
        self.exitStatuses = []
        self.body = .group(commands)
        self.defaultName = defaultCommand
    }
}
