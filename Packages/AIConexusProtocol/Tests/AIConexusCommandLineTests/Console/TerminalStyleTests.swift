// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("TerminalStyle")
struct TerminalStyleTests {
    @Test("colours appear on a terminal only, and never with NO_COLOR or a dumb one")
    func environment() {
        #expect(TerminalStyle(isTerminal: true) { _ in nil }.isColored)
        #expect(TerminalStyle(isTerminal: true) { ["NO_COLOR": "", "TERM": "xterm"][$0] }.isColored)
        #expect(!TerminalStyle(isTerminal: false) { _ in nil }.isColored)
        #expect(!TerminalStyle(isTerminal: true) { ["NO_COLOR": "0"][$0] }.isColored)
        #expect(!TerminalStyle(isTerminal: true) { ["TERM": "dumb"][$0] }.isColored)
    }

    @Test("text is set off and set back")
    func text() {
        #expect(TerminalStyle(isColored: true).text("valid", .green) == "\u{1B}[32mvalid\u{1B}[0m")
        #expect(TerminalStyle.plain.text("valid", .green) == "valid")
    }
}
