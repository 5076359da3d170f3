// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Testing

@Suite("aiconexus-gateway token new")
struct TokenCommandTests {
    @Test("the token is printed once, and its hash is added to the file")
    func add() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("# our tokens", as: "tokens", mode: 0o644)
        let runs = try ["one", "two"].map { try CommandRun(["token", "new", "--name", $0, "--add", path]) }
        #expect(try folder.mode("tokens") == 0o644)
        let list = try TokenList(path: path)
        #expect(list.entries.map(\.name) == ["one", "two"])
        for (run, name) in zip(runs, ["one", "two"]) {
            #expect(run.status == 0)
            #expect(run.errors == "")
            let token = try #require(AccessToken(authorization: "Bearer \(run.text.dropLast())"))
            #expect(list.entry(of: token)?.name == name)
        }
        #expect(runs[0].text != runs[1].text)
    }

    @Test("without a file the line for it is printed below the token")
    func line() throws {
        let folder = try TemporaryFolder()
        let run = try CommandRun(["token", "new"])
        let lines = run.text.split(separator: "\n").map(String.init)
        #expect(lines.count == 2)
        let list = try TokenList(path: folder.write(lines[1], as: "tokens"))
        #expect(list.entry(of: try #require(AccessToken(authorization: "Bearer \(lines[0])"))) != nil)
    }

    @Test("a file that is no list of tokens is left as it is, and no token is printed")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("something else\n", as: "notes")
        let run = try CommandRun(["token", "new", "--add", path])
        #expect(run.status == 1)
        #expect(run.output == [])
        #expect(run.errors.hasPrefix("aiconexus-gateway token new: line 1 of \(path) must be"))
        #expect(try CommandRun(["token", "new", "--add", folder.path("no/tokens")]).status == 1)
        #expect(try CommandRun(["token", "new", "--name", "two\nlines"]).status == 2)
    }
}
