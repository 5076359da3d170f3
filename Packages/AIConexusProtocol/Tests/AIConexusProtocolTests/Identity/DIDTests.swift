// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("DID")
struct DIDTests {
    @Test("the key of the seed of 32 zero bytes has the DID that W3C publishes")
    func knownKey() throws {
        let key = SigningKey(seed: [UInt8](repeating: 0, count: 32).span)
        #expect(key.did.description == "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp")
        #expect(try DID("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp") == key.did)
        #expect(key.publicKey.base58 == "4zvwRjXUKGfvwnParsHAS3HuSVzV5cA4McphgmoCtajS")
        try key.did.validate()
        let signature = key.sign([1, 2, 3].span, use: "test")
        let holds = key.publicKey.verifies(signature, of: [1, 2, 3].span, use: "test")
        let holdsForOther = key.publicKey.verifies(signature, of: [1, 2, 3].span, use: "other")
        #expect(holds && !holdsForOther)
        #expect(try Signature(base64: signature.base64) == signature)
    }
}
