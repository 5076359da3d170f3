// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

/// Commands against a gateway that runs; those for connected agents are tested with agents, end to end.
@Suite("aiconexus-gateway administration", .timeLimit(.minutes(1)))
struct AdministrationCommandTests {
    private let folder: TemporaryFolder
    /// A file with an administrator's token.
    private let token: String
    /// A file with its hash.
    private let tokens: String
    /// Agents that never come.
    private let agents: [String]

    init() throws {
        let folder = try TemporaryFolder()
        let tokens = folder.path("admins")
        let made = try CommandRun(["token", "new", "--name", "ops", "--add", tokens])
        token = try folder.write(made.text, as: "token")
        (self.folder, self.tokens) = (folder, tokens)
        agents = (1...3).map { SigningKey(seed: [UInt8](repeating: $0, count: 32).span).did.description }
    }

    private func start(_ options: [String] = []) throws -> RunningProgram {
        try RunningProgram(
            ["--port", "0", "--loops", "1", "--admin-tokens", tokens] + options,
            environment: ["STATE_DIRECTORY": folder.path("state")]
        )
    }

    private func run(_ command: [String], _ gateway: RunningProgram) throws -> CommandRun {
        try CommandRun(command + ["--admin-token-file", token], environment: ["AICONEXUS_GATEWAY": gateway.url])
    }

    @Test("status tells administrators much, and everybody that the gateway runs")
    func status() throws {
        let gateway = try start()
        let full = try run(["status"], gateway)
        #expect(full.status == 0)
        let address = try gateway.addresses[0]
        let did = try gateway.fact("did")
        #expect(full.text.contains("listening      \(address)\n"))
        #expect(full.text.contains("did            \(did)\n"))
        let json = try JSONValue(parsing: run(["status", "--json"], gateway).text).object
        #expect(json?["status"] == "ok")
        #expect(json?["did"]?.string == did)
        let url = try gateway.url
        let little = try CommandRun(["status", "-g", url])
        #expect(little.text == "status  ok\nagents  0\n")
        #expect(little.status == 0)
    }

    @Test("denials are confirmed, listed in pages, and kept across restarts, until they are taken back")
    func denials() throws {
        var gateway = try start()
        let denied = try run(["deny"] + agents, gateway)
        #expect(denied.status == 0)
        #expect(denied.text == agents.map { "\($0) denied\n" }.joined())
        #expect(try run(["deny", agents[0]], gateway).text == "\(agents[0]) was denied already\n")
        gateway.signal(SIGTERM)
        #expect(gateway.end() == 0)
        gateway = try start()
        let all = try run(["denied", "--all", "--limit", "2", "--json"], gateway)
        let lines = try all.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8).span).object }
        #expect(lines.compactMap { $0?["did"]?.string } == agents.sorted())
        #expect(all.errors == "")
        let page = try run(["denied", "--limit", "2"], gateway)
        #expect(page.text.split(separator: "\n").count == 3)
        let (second, third) = (agents.sorted()[1], agents.sorted()[2])
        #expect(page.errors == "there are more: add --cursor \(second), or --all\n")
        let rest = try run(["denied", "--cursor", second], gateway)
        #expect(rest.text.contains("\n\(third)  "))
        #expect(!rest.text.contains(second))
        #expect(try run(["allow", agents[0]], gateway).text == "\(agents[0]) not denied any more\n")
        #expect(try run(["allow", agents[0], "--json"], gateway).text.contains("\"changed\":false"))
        #expect(gateway.log.contains("event=allowed agent=\(agents[0]) by=ops"))
    }

    @Test("without agents the list is its headings, and nobody can be shown or disconnected")
    func nobody() throws {
        let gateway = try start()
        let list = try run(["list", "--text", "a & b"], gateway)
        #expect(list.text == "DID  NAME  ADDRESS  CONNECTED  HEARD  WAITING  TOKEN\n")
        #expect(try run(["list", "--json"], gateway).text == "")
        for command in ["show", "disconnect"] {
            let run = try run([command, agents[0]], gateway)
            #expect(run.status == 1)
            #expect(run.errors.hasPrefix("aiconexus-gateway \(command): no agent with this DID is connected"))
        }
        let several = try run(["disconnect"] + agents, gateway)
        #expect(several.status == 1)
        #expect(several.errors.split(separator: "\n").count == 3)
    }

    @Test("reload tells what was read again, and what could not be")
    func reload() throws {
        let gateway = try start()
        #expect(try run(["reload"], gateway).text == "read again: admin_tokens\n")
        _ = try folder.write("nonsense\n", as: "admins")
        let failed = try run(["reload"], gateway)
        #expect(failed.status == 1)
        #expect(failed.errors.contains("line 1 of \(tokens) must be"))
        // The gateway goes on with what it had.
        #expect(try run(["list"], gateway).status == 0)
    }

    @Test("drain stops the gateway, and can be waited for")
    func drain() throws {
        let gateway = try start()
        let drained = try run(["drain", "--wait"], gateway)
        #expect(drained.text == "draining\nstopped\n")
        #expect(drained.status == 0)
        #expect(gateway.end() == 0)
    }

    @Test("the token may be in the environment, and the gateway's address that of agents")
    func environment() throws {
        let gateway = try start()
        let address = try gateway.addresses[0]
        let secret = try String(contentsOfFile: token, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        for variables in [["AICONEXUS_ADMIN_TOKEN": secret], ["AICONEXUS_ADMIN_TOKEN_FILE": token]] {
            let run = try CommandRun(["list", "--gateway", "ws://\(address)/ws"], environment: variables)
            #expect(run.status == 0)
        }
    }

    @Test("whatever goes wrong, one line says what to do about it")
    func failures() throws {
        let gateway = try start()
        let url = try gateway.url
        func failure(_ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
            let run = try CommandRun(["list"] + arguments, environment: environment)
            #expect(run.status == 1)
            #expect(run.output == [])
            #expect(run.errors.split(separator: "\n").count == 1)
            return run.errors
        }
        #expect(try failure(["-g", url]).contains("needs an administrator's token: give --admin-token-file FILE"))
        let wrong = try folder.write("another", as: "wrong")
        let refused = try failure(["-g", url, "--admin-token-file", wrong])
        #expect(refused.contains("\(url) does not know this token") && refused.contains("--admin-tokens"))
        #expect(try failure(["-g", url, "--admin-token-file", tokens]).contains("has no token"))
        #expect(try failure(["-g", url, "--admin-token-file", folder.path("none")]).contains("cannot read"))
        let secure = url.replacing("http:", with: "https:")
        #expect(try failure(["-g", secure, "--admin-token-file", token]).contains("does it speak TLS there?"))
        // Nobody listens on the ports of those who have ended.
        gateway.signal(SIGTERM)
        #expect(gateway.end() == 0)
        #expect(try failure(["-g", url, "--admin-token-file", token]).contains("is the gateway running?"))
        let closed = try RunningProgram(["--port", "0", "--ephemeral-key"])
        let closedURL = try closed.url
        let unadministered = try failure(["-g", closedURL, "--admin-token-file", token])
        #expect(unadministered.contains("has no administration over HTTP: start that gateway with --admin-tokens FILE"))
    }

    @Test(
        "a command that is asked wrongly does nothing and ends with status 2",
        arguments: [
            (["list", "--gateway", "foo"], "--gateway URL must be a URL like https://gateway.example.com, not 'foo'"),
            (["list", "--limit", "1001"], "--limit N must be a whole number from 1 to 1000, not '1001'"),
            (["list", "--cursor", "x"], "--cursor DID must be a DID, not 'x'"),
            (["deny"], "missing DID"), (["deny", "x"], "DID must be a DID like did:key:z6Mk…, not 'x'"),
            (["show", "x"], "DID must be a DID like did:key:z6Mk…, not 'x'"),
        ] as [([String], String)]
    )
    func misuse(_ arguments: [String], _ message: String) throws {
        let run = try CommandRun(arguments)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("aiconexus-gateway \(arguments[0]): \(message)"))
        let variable = try CommandRun(["status"], environment: ["AICONEXUS_GATEWAY": "foo"])
        #expect(variable.status == 2)
        #expect(variable.errors.hasPrefix("aiconexus-gateway status: AICONEXUS_GATEWAY must be a URL"))
    }

    @Test(
        "every command has help in 80 columns",
        arguments: ["status", "list", "show", "disconnect", "deny", "allow", "denied", "drain", "reload"]
    )
    func help(_ command: String) throws {
        let run = try CommandRun([command, "--help"])
        #expect(run.status == 0)
        #expect(run.text.contains("--admin-token-file"))
        #expect(run.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
