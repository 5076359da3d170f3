// SPDX-License-Identifier: MIT

import AIConexusCommandLine
import Testing

@Suite("CommandOption")
struct CommandOptionTests {
    @Test("a name that getopt_long could not match is a programming mistake")
    func names() async {
        await #expect(processExitsWith: .failure) { _ = CommandOption.flag("x", help: "") }
        await #expect(processExitsWith: .failure) { _ = CommandOption.flag("-json", help: "") }
        await #expect(processExitsWith: .failure) { _ = CommandOption.flag("a=b", help: "") }
        await #expect(processExitsWith: .failure) { _ = CommandOption.flag("json", letter: ":", help: "") }
    }
}
