// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("aiconexus identity")
struct IdentityTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("a fresh identity is shown as it was made, and no two are alike")
    func fresh() throws {
        let path = folder.path("a.key")
        let new = try CommandRun(["identity", "new", "--out", path])
        #expect(new.status == 0)
        #expect(new.errors == "")
        #expect(new.text.wholeMatch(of: /did: did:key:z6Mk\w{44}\npublic key: \w{43,44}\n/) != nil)
        let show = try CommandRun(["identity", "show", path])
        #expect(show.status == 0)
        #expect(show.output == new.output)
        #expect(try CommandRun(["identity", "new", "--out", folder.path("b.key")]).output != new.output)
    }

    @Test("the key file is its owner's only")
    func mode() throws {
        let path = folder.path("a.key")
        _ = try CommandRun(shell: "umask 0; \"$0\" identity new --out '\(path)'")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("an existing file is never overwritten")
    func existing() throws {
        let path = try folder.write("precious", as: "a.key")
        let run = try CommandRun(["identity", "new", "--out", path])
        #expect(run.status == 1)
        #expect(run.output == [])
        #expect(run.errors.hasPrefix("aiconexus identity new: "))
        #expect(run.errors.contains(path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("a key is shown by its DID and public key, and never by its seed")
    func show() throws {
        let path = try folder.write(TestIdentity.keyFile, as: "a.key")
        let text = try CommandRun(["identity", "show", path])
        #expect(text.status == 0)
        #expect(text.text == "did: \(TestIdentity.did)\npublic key: \(TestIdentity.publicKey)\n")
        let json = try CommandRun(["identity", "show", "--json", path])
        #expect(json.text == #"{"did":"\#(TestIdentity.did)","public_key":"\#(TestIdentity.publicKey)"}"# + "\n")
    }

    @Test("a new identity in JSON has the members that show prints")
    func json() throws {
        let path = folder.path("a.key")
        let new = try CommandRun(["identity", "new", "--json", "-o", path])
        #expect(try CommandRun(["identity", "show", "--json", path]).output == new.output)
        let object = try #require(try JSONValue(parsing: new.text).object)
        #expect(object.map(\.name.text) == ["did", "public_key"])
    }

    @Test("a key that others can read is refused with advice", arguments: [0o640, 0o604, 0o660, 0o601])
    func exposed(_ mode: Int) throws {
        let path = try folder.write(TestIdentity.keyFile, as: "a.key", mode: mode)
        for command in [["identity", "show", path], ["sign", "--key", path]] {
            let run = try CommandRun(command, input: TestIdentity.message().utf8)
            #expect(run.status == 1)
            #expect(run.output == [])
            #expect(run.errors.hasSuffix("(try 'chmod 600 \(path)')\n"))
        }
    }

    @Test("a file that is no key file, or none at all, is named in one line without its content")
    func unreadable() throws {
        let path = try folder.write("aiconexus-ed25519-seed-v1 secret\n", as: "a.key")
        for path in [path, folder.path("absent.key"), folder.url.path()] {
            let run = try CommandRun(["identity", "show", path])
            #expect(run.status == 1)
            #expect(run.output == [])
            #expect(run.errors.hasPrefix("aiconexus identity show: "))
            #expect(run.errors.contains(path))
            #expect(run.errors.split(separator: "\n").count == 1)
            #expect(!run.errors.contains("secret"))
        }
    }
}
