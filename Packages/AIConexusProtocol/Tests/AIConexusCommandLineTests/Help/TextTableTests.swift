// SPDX-License-Identifier: MIT

import AIConexusCommandLine
import Testing

@Suite("TextTable")
struct TextTableTests {
    @Test("columns are as wide as their widest text, and nothing follows the last")
    func columns() {
        var table = TextTable(["NAME", "N", "WHAT"])
        table.append(["a", "1000", "short"])
        table.append(["longer", "1", ""])
        #expect(
            table.lines(.plain) == [
                "NAME    N     WHAT",
                "a       1000  short",
                "longer  1     ",
            ]
        )
    }

    @Test("what others wrote cannot steer the terminal")
    func controls() {
        var table = TextTable(["NAME"])
        table.append(["\u{1B}[2J"])
        #expect(table.lines(.plain) == ["NAME", "\\u{1B}[2J"])
    }

    @Test("a row of another length is a programming mistake")
    func rowLength() async {
        await #expect(processExitsWith: .failure) {
            var table = TextTable(["A", "B"])
            table.append(["a"])
        }
    }
}
