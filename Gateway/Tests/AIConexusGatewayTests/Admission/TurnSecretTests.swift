// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusGateway

@Suite("TurnSecret")
struct TurnSecretTests {
    /// RFC 2202 §3: key, data and digest.
    static let vectors: [(key: [UInt8], data: [UInt8], digest: String)] = [
        (Array(repeating: 0x0B, count: 20), Array("Hi There".utf8), "b617318655057264e28bc0b6fb378c8ef146be00"),
        (Array("Jefe".utf8), Array("what do ya want for nothing?".utf8), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (
            Array(repeating: 0xAA, count: 20), Array(repeating: 0xDD, count: 50),
            "125d7342b9ac11cd91a39af48aa17b4f63f175d3"
        ),
        (Array(1...25), Array(repeating: 0xCD, count: 50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
        (
            Array(repeating: 0xAA, count: 80), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        ),
    ]

    @Test("codes are those of RFC 2202", arguments: vectors)
    func code(key: [UInt8], data: [UInt8], digest: String) {
        #expect(TurnSecret(key).authenticationCode(of: data) == [UInt8](hexadecimal: digest))
    }

    @Test("an empty message has a code as well")
    func emptyMessage() {
        // Python: hmac.new(b"north", b"", "sha1").hexdigest()
        let expected = [UInt8](hexadecimal: "aa284e8e8d59482e9e90808653245ed4dd03ac6c")
        #expect(TurnSecret(Array("north".utf8)).authenticationCode(of: []) == expected)
    }

    @Test("credentials are what coturn computes from the user and the secret")
    func credentials() {
        let secret = TurnSecret(Array("north".utf8))
        let source = ICEServerSource(
            sharedSecret: .init(
                urls: ["turn:turn.example.com:3478"],
                lifetime: .seconds(3_600),
                authenticationCode: secret.authenticationCode
            )
        )
        let did = Agents.did(1)
        let servers = source.servers(for: did, now: Timestamp(secondsSinceEpoch: 1_800_000_000))
        let user = "1800003600:\(did)"
        #expect(servers.map(\.username) == [user])
        #expect(servers.map(\.credential) == [Base64.encode(secret.authenticationCode(of: Array(user.utf8)).span)])
    }

    @Test("a secret is not printed")
    func printing() {
        var text = ""
        dump(TurnSecret(Array("north".utf8)), to: &text)
        #expect("\(TurnSecret([1]))\(text)".contains("110") == false)
    }
}
