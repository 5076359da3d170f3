// SPDX-License-Identifier: MIT

import AIConexusCommandLine
import Testing

@Suite("Command")
struct CommandTests {
    @Test("a declaration that contradicts itself is a programming mistake")
    func contradictions() async {
        await #expect(processExitsWith: .failure) {
            let options = [CommandOption.flag("json", help: ""), .flag("json", letter: "j", help: "")]
            _ = Command("a", summary: "", options: options, examples: []) { _, _ in .success }
        }
        await #expect(processExitsWith: .failure) {
            let options = [CommandOption.flag("hex", letter: "h", help: "")]
            _ = Command("a", summary: "", options: options, examples: []) { _, _ in .success }
        }
        await #expect(processExitsWith: .failure) {
            let arguments = [
                CommandArgument("A", help: "", isRepeatable: true), CommandArgument("B", help: ""),
            ]
            _ = Command("a", summary: "", arguments: arguments, examples: []) { _, _ in .success }
        }
        await #expect(processExitsWith: .failure) {
            let arguments = [
                CommandArgument("A", help: "", isRequired: false), CommandArgument("B", help: ""),
            ]
            _ = Command("a", summary: "", arguments: arguments, examples: []) { _, _ in .success }
        }
        await #expect(processExitsWith: .failure) {
            let command = Command("a", summary: "", examples: []) { _, _ in .success }
            _ = Command("tool", summary: "", commands: [command, command])
        }
        await #expect(processExitsWith: .failure) {
            let command = Command("a", summary: "", examples: []) { _, _ in .success }
            _ = Command("tool", summary: "", commands: [command], defaultCommand: "b")
        }
    }
}
