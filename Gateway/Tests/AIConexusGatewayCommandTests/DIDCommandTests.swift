// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@Suite("aiconexus-gateway did")
struct DIDCommandTests {
    @Test("the DID stays the same, and the key is where the help says")
    func key() throws {
        let folder = try TemporaryFolder()
        let environment = ["XDG_STATE_HOME": folder.path("state")]
        let first = try CommandRun(["did"], environment: environment)
        #expect(first.status == 0)
        #expect(first.errors == "")
        #expect(first.text.wholeMatch(of: /did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}\n/) != nil)
        #expect(try CommandRun(["did"], environment: environment).text == first.text)
        let path = folder.path("state/aiconexus-gateway/gateway.key")
        #expect(try CommandRun(["did", "--key", path]).text == first.text)
    }

    @Test("an ephemeral key is another one each time")
    func ephemeral() throws {
        let first = try CommandRun(["did", "--ephemeral-key"])
        #expect(try CommandRun(["did", "--ephemeral-key"]).text != first.text)
    }

    @Test("a key that others can read, or no place for one, ends with status 1 and one line")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("", as: "open.key", mode: 0o644)
        let exposed = try CommandRun(["did", "--key", path])
        #expect(exposed.status == 1)
        #expect(exposed.output == [])
        #expect(exposed.errors.hasSuffix("it must be 600 (try 'chmod 600 \(path)')\n"))
        let garbage = try folder.write("garbage\n", as: "garbage.key")
        #expect(
            try CommandRun(["did", "--key", garbage]).errors.hasPrefix("aiconexus-gateway did: \(garbage): line 1")
        )
        let nowhere = try CommandRun(["did"])
        #expect(nowhere.status == 1)
        #expect(nowhere.errors.contains("--state-directory"))
    }
}
