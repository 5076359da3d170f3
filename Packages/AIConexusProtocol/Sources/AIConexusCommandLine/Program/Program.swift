// SPDX-License-Identifier: MIT

internal import Glibc

/// A program made of commands: it reads its command line, runs what that asks for, and ends with an ``ExitStatus``.
///
/// While a command's ``Command/Action`` runs, SIGINT and SIGPIPE keep their default, which ends the process without a
/// word: a shell sees 130 and 141. What signals do to a ``Command/TaskAction`` is said there.
public struct Program: Sendable {
    private let command: Command
    private let version: String

    /// Creates the program.
    ///
    /// - Parameters:
    ///   - command: the outermost command, whose name is the program's.
    ///   - version: what `--version` shows behind the name, as in `1.0.0`.
    public init(_ command: Command, version: String) {
        self.command = command
        self.version = version
    }

    /// Does what the process's command line asks for and ends the process.
    public func run() -> Never {
        let console = Console()
        exit(perform(Array(CommandLine.arguments.dropFirst()), console))
    }

    /// Does what a command line asks for.
    ///
    /// - Returns: the status with which the process should end.
    private func perform(_ arguments: [String], _ console: Console) -> Int32 {
        var path = command.name
        do {
            let outcome = try perform(try Invocation(parsing: arguments, for: command), console, path: &path)
            console.status.clear()
            try console.output.flush()
            switch outcome {
            case .status(let status): return status.rawValue
            case .signal(let signal): signal.end()
            }
        } catch let error as UsageError {
            console.complain(error.description)
            return ExitStatus.usage.rawValue
        } catch let error as CommandError where error.code == .outputClosed {
            // What the signal would have told a shell, had it not been ignored.
            return 128 + SIGPIPE
        } catch {
            console.complain("\(path): \(error)")
            return ((error as? CommandError)?.status ?? .failure).rawValue
        }
    }

    private func perform(
        _ invocation: Invocation,
        _ console: Console,
        path: inout String
    ) throws -> ForegroundTask.Outcome {
        switch invocation {
        case .run(.action(let action), let arguments):
            path = arguments.command
            return .status(try action(arguments, console))
        case .run(.task(let task), let arguments):
            path = arguments.command
            // Others may go away while we write to them; that is an error of the write, and no reason to die.
            signal(SIGPIPE, SIG_IGN)
            return try ForegroundTask { try await task(arguments, console) }.wait(console.lastActs)
        case .help(let command, let path, let isOutermost):
            let help = HelpText(of: command, path: path, isOutermost: isOutermost, style: console.style)
            try console.output.write(Array(help.text.utf8))
            return .status(.success)
        case .version:
            try console.output.writeLine("\(command.name) \(version)")
            return .status(.success)
        }
    }
}
