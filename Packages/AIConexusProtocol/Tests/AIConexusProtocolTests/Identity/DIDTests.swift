// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("DID")
struct DIDTests {
    private static let text = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    private static let alphabet = [UInt8]("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    @Test("the key of the seed of 32 zero bytes has the DID that W3C publishes")
    func knownKey() throws {
        let key = SigningKey(seed: [UInt8](repeating: 0, count: 32).span)
        #expect(key.did.description == Self.text)
        #expect(try DID(Self.text) == key.did)
        #expect(try DID(validating: Self.text).publicKey == key.publicKey)
        #expect(key.publicKey.base58 == "4zvwRjXUKGfvwnParsHAS3HuSVzV5cA4McphgmoCtajS")
    }

    @Test("5 000 random keys come back from their texts, which begin with z6Mk and agree with general base58")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let key = try PublicKey(bytes: generator.bytes(32).span)
            try expectRoundTrip(DID(key), "seed \(seed)")
        }
    }

    @Test("the smallest and largest keys and those with zero words come back")
    func extremes() throws {
        for pattern in 0..<16 {
            for (low, high) in [(UInt8(0), UInt8(255)), (1, 0), (255, 1)] {
                let bytes = (0..<32).map { pattern >> ($0 / 8) & 1 == 0 ? low : high }
                try expectRoundTrip(DID(PublicKey(bytes: bytes.span)), "pattern \(pattern)")
            }
        }
    }

    @Test("changing one character gives another key or a refusal, never the same key")
    func mutations() throws {
        let original = try DID(Self.text)
        for place in 0..<56 {
            for byte in UInt8.min ... .max where byte != [UInt8](Self.text.utf8)[place] {
                var text = [UInt8](Self.text.utf8)
                text[place] = byte
                guard let did = try? DID(decoding: text.span) else { continue }
                #expect(place >= 12 && Self.alphabet.contains(byte) && did != original)
                #expect([UInt8](did.description.utf8) == text)
            }
        }
    }

    @Test("no text that is shorter or longer by any number of characters is a DID")
    func lengths() {
        for count in 0..<56 {
            #expect(throws: DIDError.self) { try DID(String(Self.text.prefix(count))) }
        }
        for added in ["1", "z", " ", "\n", "\0", "#z6Mk", "/path", "?query", Self.text] {
            #expect(throws: DIDError.self) { try DID(Self.text + added) }
            #expect(throws: DIDError.self) { try DID(added + Self.text) }
        }
    }

    @Test("DIDs and their keys order as the texts do")
    func order() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = generator.bytes(32)
            let left = try DID(PublicKey(bytes: bytes.span))
            bytes[Int.random(in: 0..<32, using: &generator)] &+= 1
            let right = try DID(PublicKey(bytes: bytes.span))
            let textsAscend = left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
            #expect((left < right) == textsAscend, "seed \(seed)")
            #expect((left.publicKey < right.publicKey) == textsAscend, "seed \(seed)")
            #expect(!(left < left))
        }
    }

    private func expectRoundTrip(_ did: DID, _ comment: Comment) throws {
        let text = did.description
        #expect(text.utf8.count == DID.byteCount && text.hasPrefix("did:key:z6Mk"), comment)
        #expect(try DID(text) == did, comment)
        let general = Base58.encode(([0xED, 0x01] + did.publicKey.bytes).span)
        #expect(text == "did:key:z" + general, comment)
        #expect(try PublicKey(base58: did.publicKey.base58) == did.publicKey, comment)
    }
}
