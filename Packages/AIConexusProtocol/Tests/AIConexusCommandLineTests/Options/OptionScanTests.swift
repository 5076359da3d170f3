// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusCommandLine

@Suite("OptionScan")
struct OptionScanTests {
    private static let json = CommandOption.flag("json", letter: "j", help: "")
    private static let lines = CommandOption.flag("lines", letter: "l", help: "")
    private static let limit = CommandOption.value("limit", "N", help: "")
    private static let out = CommandOption.value("out", letter: "o", "FILE", help: "")
    private static let options = [json, lines, limit, out]

    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var found: [String] = []
        var operands: [String] = []
        var fault: OptionFault?

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(
        "options are found as getopt_long finds them",
        arguments: [
            Case(arguments: []),
            Case(arguments: ["--json"], found: ["json="]),
            Case(arguments: ["-j"], found: ["json="]),
            Case(arguments: ["-jlj"], found: ["json=", "lines=", "json="]),
            Case(arguments: ["--out", "a"], found: ["out=a"]),
            Case(arguments: ["--out=a=b"], found: ["out=a=b"]),
            Case(arguments: ["--out="], found: ["out="]),
            Case(arguments: ["-o", "a"], found: ["out=a"]),
            Case(arguments: ["-oa"], found: ["out=a"]),
            Case(arguments: ["-jo", "a"], found: ["json=", "out=a"]),
            Case(arguments: ["-jolx"], found: ["json=", "out=lx"]),
            Case(arguments: ["--out", "--json"], found: ["out=--json"]),
            Case(arguments: ["--js"], found: ["json="]),
            Case(arguments: ["--lim", "4"], found: ["limit=4"]),
            Case(arguments: ["--o=a"], found: ["out=a"]),
            Case(arguments: ["a", "--json", "b"], found: ["json="], operands: ["a", "b"]),
            Case(arguments: ["--", "--json"], operands: ["--json"]),
            Case(arguments: ["a", "--", "-j", "--"], operands: ["a", "-j", "--"]),
            Case(arguments: ["-"], operands: ["-"]),
            Case(arguments: [""], operands: [""]),
            Case(arguments: ["--out", ""], found: ["out="]),
            Case(
                arguments: ["gr\u{FC}\u{DF}e", "-o\u{1F600}"],
                found: ["out=\u{1F600}"],
                operands: ["gr\u{FC}\u{DF}e"]
            ),
        ]
    )
    func found(_ test: Case) {
        let scan = OptionScan(test.arguments, for: Self.options, stopsAtOperand: false)
        #expect(scan.uses.map { "\($0.option.name)=\($0.value)" } == test.found)
        #expect(scan.operands == test.operands)
        #expect(scan.fault == nil)
    }

    @Test(
        "a fault ends the scan and keeps what came before it",
        arguments: [
            Case(arguments: ["--bogus"], fault: .unknown("--bogus")),
            Case(arguments: ["--bogus=a=b"], fault: .unknown("--bogus")),
            Case(arguments: ["a", "b", "--bogus", "c"], fault: .unknown("--bogus")),
            Case(arguments: ["--json", "--bogus", "--lines"], found: ["json="], fault: .unknown("--bogus")),
            Case(arguments: ["-x"], fault: .unknown("-x")),
            Case(arguments: ["-jxl"], found: ["json="], fault: .unknown("-x")),
            Case(arguments: ["-:"], fault: .unknown("-:")),
            Case(arguments: ["-?"], fault: .unknown("-?")),
            Case(arguments: ["-\u{FC}"], fault: .unknown("-?")),
            Case(arguments: ["--li"], fault: .ambiguous("--li")),
            Case(arguments: ["--li=4"], fault: .ambiguous("--li")),
            Case(arguments: ["--out"], fault: .missingValue(out)),
            Case(arguments: ["-jo"], found: ["json="], fault: .missingValue(out)),
            Case(arguments: ["--json=yes"], fault: .unexpectedValue(json)),
            Case(arguments: ["--js=yes"], fault: .unexpectedValue(json)),
        ]
    )
    func faults(_ test: Case) {
        let scan = OptionScan(test.arguments, for: Self.options, stopsAtOperand: false)
        #expect(scan.fault == test.fault)
        #expect(scan.uses.map { "\($0.option.name)=\($0.value)" } == test.found)
        #expect(scan.operands == [])
    }

    @Test("a whole name wins over longer ones that begin with it")
    func wholeName() {
        let options = [CommandOption.flag("lines-only", help: ""), .flag("lines", help: "")]
        #expect(OptionScan(["--lines"], for: options, stopsAtOperand: false).uses.map(\.option.name) == ["lines"])
    }

    @Test("before a subcommand everything after the first operand is left alone")
    func stops() {
        let scan = OptionScan(["-j", "new", "--bogus", "-j"], for: Self.options, stopsAtOperand: true)
        #expect(scan.uses.map(\.option) == [Self.json])
        #expect(scan.operands == ["new", "--bogus", "-j"])
        #expect(scan.fault == nil)
    }

    @Test("a scan that ended inside a cluster does not disturb the next one")
    func independence() {
        #expect(OptionScan(["-jxl"], for: Self.options, stopsAtOperand: false).fault == .unknown("-x"))
        #expect(OptionScan(["-l"], for: Self.options, stopsAtOperand: false).uses.map(\.option) == [Self.lines])
    }
}
