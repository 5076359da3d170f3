// SPDX-License-Identifier: MIT

import Testing

@Suite("aiconexus --help")
struct HelpTests {
    static let commands: [([String], [String])] = [
        (["serve"], ["-c, --capability ID", "-s, --stream", "-n, --concurrency N", "-g, --gateway URL", "--json"]),
        (["call"], ["--to DID", "-t, --timeout TIME", "--token-file FILE", "-k, --key FILE", "--json"]),
        (["intent"], ["--to DID", "--task NAME", "--params JSON", "--json"]),
        (["agents"], ["-c, --capability ID", "--text TEXT", "--limit N", "--json"]),
        (["watch"], ["-c, --capability ID", "--json"]),
        (["listen"], ["--name TEXT", "-n, --count N", "--json"]),
        (["ping"], ["-c, --count N", "-i, --interval TIME", "-t, --timeout TIME", "--json"]),
        (["bench"], ["-n, --calls N", "-c, --in-flight N", "--path auto|relay|direct", "--json"]),
        (["doctor"], ["--ca-file FILE", "--json"]),
        (["gateways", "list"], ["--json"]),
        (["gateways", "trust"], ["--json"]),
        (["gateways", "forget"], ["--json"]),
        (["identity", "new"], ["-o, --out FILE", "--json", "-h, --help"]),
        (["identity", "show"], ["FILE", "--json", "-h, --help"]),
        (["canonicalize"], ["--lines", "--max-bytes N", "-h, --help"]),
        (["sign"], ["-k, --key FILE", "--lines", "-h, --help"]),
        (["verify"], ["--now TIME", "--no-freshness", "--lines", "--json", "-h, --help"]),
    ]

    @Test("every command's help has a summary, usage, every option and an example, in 80 columns", arguments: commands)
    func command(_ command: [String], _ options: [String]) throws {
        let run = try CommandRun(command + ["--help"])
        let name = (["aiconexus"] + command).joined(separator: " ")
        let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(lines[0].hasPrefix("\(name): "))
        #expect(lines.contains { $0.hasPrefix("Usage: \(name) ") })
        for option in options {
            #expect(lines.contains { $0.hasPrefix("  ") && $0.contains("\(option)  ") }, "\(option)")
        }
        #expect(lines.contains { $0.hasPrefix("  \(name) ") })
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(!run.output.contains(0x1B))
    }

    @Test("the program's own help lists every command, asked for or not", arguments: [[], ["--help"], ["-h"]])
    func program(_ arguments: [String]) throws {
        let run = try CommandRun(arguments)
        #expect(run.status == 0)
        for (command, _) in Self.commands {
            #expect(run.text.contains("\n  \(command.joined(separator: " "))  "))
        }
        #expect(run.text.contains("--version"))
    }

    @Test("the version is one line")
    func version() throws {
        let run = try CommandRun(["--version"])
        #expect(run.status == 0)
        #expect(run.text.wholeMatch(of: /aiconexus \d+\.\d+\.\d+\n/) != nil)
    }

    @Test(
        "a wrong command line ends with status 2 and one line on standard error",
        arguments: [
            (
                ["verfy"],
                "aiconexus: unknown command 'verfy', did you mean 'aiconexus verify'? (try 'aiconexus --help')\n"
            ),
            (
                ["identity", "new"],
                "aiconexus identity new: missing --out FILE (try 'aiconexus identity new --help')\n"
            ),
            (["identity", "show"], "aiconexus identity show: missing FILE (try 'aiconexus identity show --help')\n"),
            (["sign"], "aiconexus sign: missing --key FILE (try 'aiconexus sign --help')\n"),
            (
                ["canonicalize", "--max-bytes", "x"],
                "aiconexus canonicalize: --max-bytes N must be a whole number from 1 to 1073741824, not 'x' "
                    + "(try 'aiconexus canonicalize --help')\n"
            ),
            (
                ["verify", "--now", "yesterday"],
                "aiconexus verify: --now TIME must be a time like 2026-01-31T12:00:00Z, not 'yesterday' "
                    + "(try 'aiconexus verify --help')\n"
            ),
            (
                ["verify", "\u{1B}[31m\n"],
                "aiconexus verify: unexpected argument '\\u{1B}[31m\\u{A}' (try 'aiconexus verify --help')\n"
            ),
        ]
    )
    func usage(_ arguments: [String], _ expected: String) throws {
        let run = try CommandRun(arguments)
        #expect(run.status == 2)
        #expect(run.output == [])
        #expect(run.errors == expected)
    }
}
