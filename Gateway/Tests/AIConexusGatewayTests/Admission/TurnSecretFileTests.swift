// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusGateway

@Suite("TurnSecretFile")
struct TurnSecretFileTests {
    @Test("white space around the secret does not count", arguments: ["north", "north\n", "  north\r\n\n", "\tnorth "])
    func trimmed(_ text: String) throws {
        let folder = try TemporaryFolder()
        #expect(
            try TurnSecretFile.read(path: folder.write(text, as: "secret")).authenticationCode(of: [])
                == TurnSecret(Array("north".utf8)).authenticationCode(of: [])
        )
    }

    @Test("a secret may have spaces inside, and 256 bytes")
    func large() throws {
        let folder = try TemporaryFolder()
        let inner = try TurnSecretFile.read(path: folder.write("a b", as: "secret"))
        #expect(inner.authenticationCode(of: [1]) == TurnSecret(Array("a b".utf8)).authenticationCode(of: [1]))
        let longest = String(repeating: "a", count: 256)
        let long = try TurnSecretFile.read(path: folder.write("\(longest)\n", as: "secret"))
        #expect(long.authenticationCode(of: [1]) == TurnSecret(Array(longest.utf8)).authenticationCode(of: [1]))
    }

    @Test("no secret and too long a one are refused", arguments: ["", " \n", String(repeating: "a", count: 257)])
    func refusals(_ text: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, as: "secret")
        #expect(throws: StateError.self) { try TurnSecretFile.read(path: path) }
    }
}
