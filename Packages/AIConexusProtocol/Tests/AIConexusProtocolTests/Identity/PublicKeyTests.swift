// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import CSodium
import Testing

@Suite("PublicKey")
struct PublicKeyTests {
    /// The y coordinates of the points of small order, little-endian: 1, -1, 0, and the two of order 8.
    private static let smallOrderKeys = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ]

    @Test("a key has 32 bytes", arguments: [0, 1, 31, 33, 64])
    func lengths(count: Int) throws {
        let error = try #require(throws: DIDError.self) {
            try PublicKey(bytes: [UInt8](repeating: 1, count: count).span)
        }
        #expect(error.code == .wrongLength)
    }

    @Test("bytes come back, and keys are equal exactly when they are")
    func bytes() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = generator.bytes(32)
            let key = try PublicKey(bytes: bytes.span)
            #expect(key.bytes == bytes, "seed \(seed)")
            let copy = try PublicKey(bytes: bytes.span)
            #expect(copy == key && copy.hashValue == key.hashValue, "seed \(seed)")
            bytes[Int.random(in: 0..<32, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            let other = try PublicKey(bytes: bytes.span)
            #expect(other != key, "seed \(seed)")
        }
    }

    @Test("keys that agree in three of four words have different hashes")
    func hashes() throws {
        for word in 0..<4 {
            var hashes: Set<Int> = []
            for value in UInt8(0)..<64 {
                let bytes = (0..<32).map { $0 / 8 == word ? value : 0 }
                hashes.insert(try PublicKey(bytes: bytes.span).hashValue)
            }
            #expect(hashes.count == 64)
        }
    }

    @Test("300 fresh keys are valid points")
    func validPoints() throws {
        for _ in 0..<300 {
            let key = SigningKey()
            #expect(key.publicKey.isValidPoint)
            try key.did.validate()
        }
    }

    @Test("points of small order are refused, with either sign", arguments: smallOrderKeys)
    func smallOrder(hexadecimal: String) throws {
        var bytes = try #require([UInt8](hexadecimal: hexadecimal))
        #expect(try refusal(of: bytes) == .smallOrder)
        bytes[31] |= 0x80
        #expect(try refusal(of: bytes) == .smallOrder)
    }

    @Test("numbers from 2^255 - 19 to 2^255 - 1 are refused, with either sign")
    func nonCanonical() throws {
        for low in UInt8(0xED)...0xFF {
            var bytes = [low] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
            #expect(try refusal(of: bytes) == .nonCanonicalKey)
            bytes[31] = 0xFF
            #expect(try refusal(of: bytes) == .nonCanonicalKey)
        }
    }

    @Test("about half of all numbers are no points; each is refused or valid or outside the group")
    func randomNumbers() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        var counts: [DIDError.Code?: Int] = [:]
        for _ in 0..<400 {
            counts[try refusal(of: generator.bytes(32)), default: 0] += 1
        }
        #expect(Set(counts.keys).isSubset(of: [nil, .notOnCurve, .outsidePrimeOrderGroup]), "seed \(seed)")
        // A half, 7/16 and 1/16 of 400; the bounds are over seven standard deviations away.
        #expect((120...280).contains(counts[.notOnCurve] ?? 0), "seed \(seed)")
        #expect((90...260).contains(counts[.outsidePrimeOrderGroup] ?? 0), "seed \(seed)")
    }

    @Test("a valid key plus a point of small order is refused", arguments: smallOrderKeys.dropFirst())
    func mixedOrder(hexadecimal: String) throws {
        let torsion = try #require([UInt8](hexadecimal: hexadecimal))
        for _ in 0..<20 {
            let key = SigningKey().publicKey.bytes
            var sum = [UInt8](repeating: 0, count: 32)
            let status = unsafe crypto_core_ed25519_add(&sum, key, torsion)
            #expect(status == 0)
            #expect(try refusal(of: sum) == .outsidePrimeOrderGroup)
        }
    }

    private func refusal(of bytes: [UInt8]) throws -> DIDError.Code? {
        let did = DID(try PublicKey(bytes: bytes.span))
        do {
            try did.validate()
            #expect(did.publicKey.isValidPoint)
            return nil
        } catch {
            #expect(!did.publicKey.isValidPoint)
            return error.code
        }
    }
}
