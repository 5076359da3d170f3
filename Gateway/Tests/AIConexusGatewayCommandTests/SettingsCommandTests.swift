// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Testing

@Suite("aiconexus-gateway print-config")
struct SettingsCommandTests {
    @Test("what is printed is what options, environment and file say, and can be read again")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(#"{"port": 1, "log_level": "debug", "drain_time": "1s"}"#, as: "gateway.json")
        let environment = ["AICONEXUS_PORT": "2", "AICONEXUS_GATEWAY_LOG_LEVEL": "error"]
        let run = try CommandRun(["print-config", "-c", file, "--port=3", "--relay", "off"], environment: environment)
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.text.contains("  \"listen\": [\"127.0.0.1:3\"],\n"))
        #expect(run.text.contains("  \"log_level\": \"error\",\n"))
        #expect(run.text.contains("  \"drain_time\": \"1s\",\n"))
        #expect(run.text.contains("  \"relay\": false,\n"))
        let printed = try folder.write(run.text, as: "printed.json")
        let variable = ["AICONEXUS_GATEWAY_CONFIG": printed]
        #expect(try CommandRun(["print-config"], environment: variable).text == run.text)
    }

    @Test(
        "a wrong setting ends the start with status 2 and one line",
        arguments: [
            (["--port", "x"], [:], "--port must be a whole number from 0 to 65535, not 'x'"),
            ([], ["AICONEXUS_PORT": "x"], "AICONEXUS_PORT must be a whole number from 0 to 65535, not 'x'"),
            (
                ["--log-level", "\u{1B}[31m"], [:],
                "--log-level must be error, warning, info or debug, not '\\u{1B}[31m'"
            ),
            (["--host", "::1", "--listen", "[::1]:1"], [:], "--listen and --host exclude each other"),
            (["--config", "/nowhere/at/all"], [:], "cannot read /nowhere/at/all: No such file or directory"),
            (["--prot", "1"], [:], "unknown option --prot, did you mean --port?"),
            (["--port", "1", "--port", "2"], [:], "--port PORT is given more than once"),
        ] as [([String], [String: String], String)]
    )
    func refusals(_ arguments: [String], _ environment: [String: String], _ expected: String) throws {
        let run = try CommandRun(["print-config"] + arguments, environment: environment)
        #expect(run.status == 2)
        #expect(run.output == [])
        let help = "(try 'aiconexus-gateway print-config --help')"
        #expect(run.errors == "aiconexus-gateway print-config: \(expected) \(help)\n")
    }

    @Test("the help names every setting with its default, in 80 columns")
    func help() throws {
        let run = try CommandRun(["print-config", "--help"])
        #expect(run.status == 0)
        let lines = run.text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 80 })
        for setting in Setting.table {
            #expect(lines.contains { $0.contains("--\(setting.flag)") }, "\(setting.flag)")
        }
    }
}
