// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("DID: the fixtures of W3C's did:key", .vectors("did-key"))
struct DIDVectorTests {
    private struct Entry: Decodable {
        struct KeyPair: Decodable {
            struct WebKey: Decodable {
                let x: String
            }

            let publicKeyBase58: String?
            let publicKeyJwk: WebKey?
        }

        let seed: String
        let verificationKeyPair: KeyPair
    }

    @Test("Ed25519 entries decode to the published key, which the published seed makes")
    func ed25519() throws {
        let data = try Data(Vectors.bytes("did-key/ed25519-x25519.json"))
        let entries = try JSONDecoder().decode([String: Entry].self, from: data)
        #expect(entries.count == 5)
        for (text, entry) in entries {
            let did = try DID(validating: text)
            let seed = try #require([UInt8](hexadecimal: entry.seed))
            #expect(SigningKey(seed: seed.span).did == did)
            if let base58 = entry.verificationKeyPair.publicKeyBase58 {
                #expect(try PublicKey(base58: base58) == did.publicKey)
            }
            if let webKey = entry.verificationKeyPair.publicKeyJwk {
                #expect(try Base64URL.decode([UInt8](webKey.x.utf8).span) == did.publicKey.bytes)
            }
        }
    }

    @Test(
        "the DIDs of all other kinds are refused, and their kinds named",
        arguments: [
            ("x25519.json", 4, ["X25519"]),
            ("secp256k1.json", 6, ["secp256k1"]),
            ("nist-curves.json", 7, ["P-256", "P-384", "P-521"]),
            ("rsa.json", 2, ["RSA"]),
            ("bls12381.json", 6, ["BLS12-381 G2", "BLS12-381 G1 and G2"]),
        ]
    )
    func others(file: String, count: Int, kinds: [String]) throws {
        let text = String(decoding: try Vectors.bytes("did-key/\(file)"), as: UTF8.self)
        let dids = Set(text.matches(of: /did:key:z[1-9A-Za-z]+/).map { String($0.output) })
        #expect(dids.count == count)
        for did in dids {
            let error = try #require(throws: DIDError.self) { try DID(did) }
            #expect(error.code == .notEd25519)
            #expect(kinds.contains { error.message.contains("kind \($0),") }, "\(error)")
        }
    }
}
