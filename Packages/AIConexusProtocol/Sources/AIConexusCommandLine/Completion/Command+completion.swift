// SPDX-License-Identifier: MIT

extension Command {
    /// The command `completion`, which prints a script that completes command lines.
    ///
    /// - Parameter program: the outermost command, asked for when the command runs.
    /// - Returns: the command.
    public static func completion(of program: @autoclosure @escaping @Sendable () -> Command) -> Command {
        let shell = CommandArgument("bash|zsh", help: "the shell")
        return Command(
            "completion",
            summary: "print a script that completes command lines in a shell",
            details: [
                "For bash, source what it prints, or keep it in ~/.local/share/bash-completion/completions under the program's "
                    + "name. For zsh, keep it in a folder of $fpath under the program's name with '_' before it."
            ],
            arguments: [shell],
            examples: ["source <(PROGRAM completion bash)", "PROGRAM completion zsh > ~/.zsh/functions/_PROGRAM"]
        ) { arguments, console in
            let name = arguments.value(of: shell)
            let text =
                switch name {
                case "bash": BashCompletion(of: program()).text
                case "zsh": ZshCompletion(of: program()).text
                default: throw UsageError(command: arguments.command, "there are bash and zsh, not '\(name)'")
                }
            try console.output.write(Array(text.utf8))
            return .success
        }
    }
}
