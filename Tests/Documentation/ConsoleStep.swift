// SPDX-License-Identifier: MIT

/// A command of a console session and what it prints.
struct ConsoleStep {
    /// What stands after `$ `, with the lines of a here-document.
    var command: String
    /// The lines up to the next command.
    var output: String

    /// Splits a session; a command ends with its line, or with the line `END` when it has `<<'END'`.
    static func all(in session: String) -> [ConsoleStep] {
        var steps: [(command: [Substring], output: [Substring])] = []
        var isInside = false
        for line in session.split(separator: "\n", omittingEmptySubsequences: false) {
            if isInside {
                steps[steps.count - 1].command.append(line)
                isInside = line != "END"
            } else if line.hasPrefix("$ ") {
                steps.append(([line.dropFirst(2)], []))
                isInside = line.hasSuffix("<<'END'")
            } else if !steps.isEmpty {
                steps[steps.count - 1].output.append(line)
            }
        }
        return steps.map { step in
            ConsoleStep(command: step.command.joined(separator: "\n"), output: step.output.joined(separator: "\n"))
        }
    }
}
