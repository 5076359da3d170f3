// SPDX-License-Identifier: MIT

extension Command {
    /// The command `completion`, which prints a script that completes command lines.
    ///
    /// - Parameters:
    ///   - program: the outermost command, asked for when the command runs.
    ///   - name: the program's name.
    /// - Returns: the command.
    public static func completion(
        of program: @autoclosure @escaping @Sendable () -> Command,
        named name: String
    ) -> Command {
        let shell = CommandArgument("bash|zsh", help: "the shell")
        return Command(
            "completion",
            summary: "print a script that completes command lines in a shell",
            details: [
                "For bash, source what it prints, or keep it in ~/.local/share/bash-completion/completions as "
                    + "\(name). For zsh, keep it in a folder of $fpath as _\(name)."
            ],
            arguments: [shell],
            examples: ["source <(\(name) completion bash)", "\(name) completion zsh > ~/.zsh/functions/_\(name)"]
        ) { arguments, console in
            let wanted = arguments.value(of: shell)
            let text =
                switch wanted {
                case "bash": BashCompletion(of: program()).text
                case "zsh": ZshCompletion(of: program()).text
                default: throw UsageError(command: arguments.command, "there are bash and zsh, not '\(wanted)'")
                }
            try console.output.write(Array(text.utf8))
            return .success
        }
    }
}
