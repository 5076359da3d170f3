// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("DIDError")
struct DIDErrorTests {
    @Test(
        "a text that is not did:key is refused as such",
        arguments: [
            ("", "begin with did:key:"),
            ("did:key", "begin with did:key:"),
            ("DID:KEY:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", "begin with did:key:"),
            ("z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", "begin with did:key:"),
            ("did:web:example.com", "is web, not key"),
            ("did:plc:ewvi7nxzyoun6zhxrhs64oiz", "is plc, not key"),
            ("did:\u{1B}[31m:x", "begin with did:key:"),
            ("did:averylongmethodnamethatdoesnotend:x", "begin with did:key:"),
        ]
    )
    func otherMethods(text: String, reason: String) throws {
        let error = try refusal(of: text)
        #expect(error.code == .notDIDKey)
        #expect(error.message.contains(reason))
    }

    @Test(
        "what follows did:key: must be base58btc, and the place of the fault is named",
        arguments: [
            ("did:key:", 8), ("did:key:f", 8), ("did:key:uABC", 8),
            ("did:key:z0", 9), ("did:key:zO", 9), ("did:key:zI", 9), ("did:key:zl", 9),
            ("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWé", 55),
            ("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#", 56),
        ]
    )
    func notBase58(text: String, place: Int) throws {
        let error = try refusal(of: text)
        #expect(error.code == .notBase58)
        #expect(error.message.contains("byte \(place)"))
    }

    @Test("other lengths of an Ed25519 key are refused as such", arguments: [0, 1, 31, 33, 64])
    func keyLengths(count: Int) throws {
        let error = try refusal(ofKey: [0xED, 0x01] + [UInt8](repeating: 9, count: count))
        #expect(error.code == .wrongLength)
        #expect(error.message.contains("not \(count)"))
    }

    @Test("a text over the limit of base58 is refused by its length alone")
    func endless() throws {
        #expect(try refusal(of: "did:key:z" + String(repeating: "z", count: 1025)).code == .wrongLength)
        #expect(try refusal(of: "did:key:z" + String(repeating: "z", count: 1024)).code != .wrongLength)
    }

    @Test(
        "each other kind of key is named",
        arguments: [
            ([0xE7, 0x01], "secp256k1"), ([0xEA, 0x01], "BLS12-381 G1"), ([0xEB, 0x01], "BLS12-381 G2"),
            ([0xEC, 0x01], "X25519"), ([0x80, 0x24], "P-256"), ([0x81, 0x24], "P-384"), ([0x82, 0x24], "P-521"),
            ([0x83, 0x24], "Ed448"), ([0x84, 0x24], "X448"), ([0x85, 0x24], "RSA"), ([0x12], "0x12"),
        ] as [([UInt8], String)]
    )
    func otherKinds(codec: [UInt8], name: String) throws {
        let error = try refusal(ofKey: codec + [UInt8](repeating: 7, count: 32))
        #expect(error.code == .notEd25519)
        #expect(error.message.contains("kind \(name),"))
    }

    @Test("a multicodec that is cut, or never ends, is refused")
    func brokenCodec() throws {
        #expect(try refusal(of: "did:key:z").code == .wrongLength)
        #expect(try refusal(ofKey: [0xED]).code == .wrongLength)
        #expect(try refusal(ofKey: [UInt8](repeating: 0xFF, count: 34)).code == .wrongLength)
    }

    @Test("a leading 1, or a multicodec written longer than needed, is another text of the same key")
    func otherTexts() throws {
        let key = [UInt8](repeating: 7, count: 32)
        #expect(try refusal(ofKey: [0x00, 0xED, 0x01] + key).code == .nonCanonicalText)
        #expect(try refusal(ofKey: [0x00, 0xED, 0x01] + key.dropLast()).code == .nonCanonicalText)
        #expect(try refusal(ofKey: [0xED, 0x81, 0x00] + key).code == .nonCanonicalText)
        #expect(try refusal(ofKey: [0xED, 0x81, 0x00] + key.dropLast()).code == .nonCanonicalText)
    }

    @Test("a public_key member is base58 of exactly 32 bytes")
    func publicKeys() {
        #expect(refusal(ofPublicKey: Base58.encode([UInt8](repeating: 1, count: 31).span))?.code == .wrongLength)
        #expect(refusal(ofPublicKey: Base58.encode([UInt8](repeating: 1, count: 33).span))?.code == .wrongLength)
        #expect(refusal(ofPublicKey: Base58.encode([UInt8](repeating: 0, count: 33).span))?.code == .wrongLength)
        #expect(refusal(ofPublicKey: "1111l")?.code == .notBase58)
        #expect(refusal(ofPublicKey: Base58.encode([UInt8](repeating: 0, count: 32).span)) == nil)
    }

    @Test("random texts are refused, and their messages stay short")
    func randomTexts() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for count in 0..<2000 {
            let text = Array("did:key:z".utf8.prefix(count % 12)) + generator.bytes(count)
            let error = try #require(throws: DIDError.self) { try DID(decoding: text.span) }
            #expect(error.description.utf8.count <= 200, "seed \(seed)")
        }
    }

    private func refusal(of text: String) throws -> DIDError {
        try #require(throws: DIDError.self) { try DID(text) }
    }

    private func refusal(ofKey bytes: [UInt8]) throws -> DIDError {
        try refusal(of: "did:key:z" + Base58.encode(bytes.span))
    }

    private func refusal(ofPublicKey text: String) -> DIDError? {
        do {
            _ = try PublicKey(base58: text)
            return nil
        } catch {
            return error
        }
    }
}
