// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("SodiumVerifier")
struct SodiumVerifierTests {
    private struct File: Decodable {
        struct Group: Decodable {
            struct Key: Decodable {
                let pk: String
            }

            struct Case: Decodable {
                let tcId: Int
                let msg: String
                let sig: String
                let result: String
            }

            let publicKey: Key
            let tests: [Case]
        }

        let numberOfTests: Int
        let testGroups: [Group]
    }

    @Test("the verdicts of all 151 Wycheproof cases", .vectors("wycheproof-ed25519"))
    func wycheproof() throws {
        let data = try Data(Vectors.bytes("wycheproof-ed25519/ed25519_test.json"))
        let file = try JSONDecoder().decode(File.self, from: data)
        var (valid, invalid) = (0, 0)
        for group in file.testGroups {
            let keyBytes = try #require([UInt8](hexadecimal: group.publicKey.pk))
            let key = try PublicKey(bytes: keyBytes)
            for test in group.tests {
                let message = try #require([UInt8](hexadecimal: test.msg))
                let signatureBytes = try #require([UInt8](hexadecimal: test.sig))
                // Signatures of another length cannot even be held.
                let signature = try? Signature(bytes: signatureBytes)
                #expect((signature == nil) == (signatureBytes.count != 64))
                let verdict = signature.map { key.verifies($0, of: message) } ?? false
                #expect(verdict == (test.result == "valid"), "case \(test.tcId)")
                if verdict { valid += 1 } else { invalid += 1 }
            }
        }
        #expect((valid, invalid) == (88, 63))
        #expect(file.numberOfTests == 151)
    }

    @Test("the order of the group added to S gives no second signature")
    func malleability() throws {
        // L, little-endian (RFC 8032 §5.1).
        let order = try #require(
            [UInt8](hexadecimal: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        )
        for _ in 0..<20 {
            let key = SigningKey()
            var bytes = key.sign(message: [1, 2, 3]).bytes
            var carry = 0
            for index in 0..<32 {
                carry += Int(bytes[32 + index]) + Int(order[index])
                bytes[32 + index] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            let changed = try Signature(bytes: bytes)
            let verdict = key.publicKey.verifies(changed, of: [1, 2, 3])
            #expect(!verdict)
        }
    }

    @Test("a key of small order verifies nothing")
    func smallOrder() throws {
        // With A and R the neutral element and S = 0 the equation itself holds for every message.
        let neutral: [UInt8] = [1] + [UInt8](repeating: 0, count: 31)
        let key = try PublicKey(bytes: neutral)
        let bytes = neutral + [UInt8](repeating: 0, count: 32)
        let verdict = key.verifies(try Signature(bytes: bytes), of: [7])
        #expect(!verdict)
    }
}
