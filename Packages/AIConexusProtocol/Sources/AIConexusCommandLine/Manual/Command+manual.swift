// SPDX-License-Identifier: MIT

extension Command {
    /// The command `man`, which prints the program's manual page.
    ///
    /// - Parameters:
    ///   - program: the outermost command, asked for when the command runs.
    ///   - name: the program's name.
    ///   - version: the program's version.
    ///   - notes: what no command declares.
    /// - Returns: the command.
    public static func manual(
        of program: @autoclosure @escaping @Sendable () -> Command,
        named name: String,
        version: String,
        _ notes: ManualNotes = ManualNotes()
    ) -> Command {
        Command(
            "man",
            summary: "print the manual page, for man -l",
            examples: ["\(name) man | man -l -"]
        ) { _, console in
            try console.output.write(Array(ManualPage(of: program(), version: version, notes).text.utf8))
            return .success
        }
    }
}
