// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Foundation
import Testing

@Suite("SigningKey")
struct SigningKeyTests {
    @Test("the examples of RFC 8032 section 7.1: key, signature and verdict")
    func examples() throws {
        let lines = try Fixture.lines("rfc8032-section-7.1.txt")
        #expect(lines.count == 25)
        for start in stride(from: 0, to: lines.count, by: 5) {
            let fields = lines[(start + 1)..<(start + 5)].map { $0 == "-" ? [] : [UInt8](hexadecimal: $0) ?? [] }
            let key = SigningKey(seed: fields[0])
            #expect(key.publicKey.bytes == fields[1], "\(lines[start])")
            let signature = key.sign(message: fields[2])
            #expect(signature.bytes == fields[3], "\(lines[start])")
            let verdict = key.publicKey.verifies(signature, of: fields[2])
            #expect(verdict, "\(lines[start])")
        }
    }

    @Test("the same five from the published vectors", .vectors("rfc8032-ed25519"))
    func publishedExamples() throws {
        let data = try Data(Vectors.bytes("rfc8032-ed25519/vectors.json"))
        let published = try JSONDecoder().decode([[String: String]].self, from: data)
        let lines = try Fixture.lines("rfc8032-section-7.1.txt")
        let typed = stride(from: 0, to: lines.count, by: 5).map { start in
            let fields = lines[start..<(start + 5)].map { $0 == "-" ? "" : $0 }
            return Dictionary(uniqueKeysWithValues: zip(["name", "seed", "publicKey", "message", "signature"], fields))
        }
        #expect(typed == published)
    }

    @Test("500 fresh keys: what one signs, it alone verifies, and only unchanged")
    func freshKeys() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        var previous = SigningKey()
        for _ in 0..<500 {
            let key = SigningKey()
            var message = generator.bytes(Int.random(in: 1..<600, using: &generator))
            let signature = key.sign(message: message)
            let own = key.publicKey.verifies(signature, of: message)
            let foreign = previous.publicKey.verifies(signature, of: message)
            message[Int.random(in: 0..<message.count, using: &generator)] ^= 1
            let changed = key.publicKey.verifies(signature, of: message)
            #expect(own && !foreign && !changed, "seed \(seed)")
            previous = key
        }
    }

    @Test("a signature for a use is over AICONEXUS/, the use, a zero byte and the bytes")
    func uses() {
        let key = SigningKey()
        let bytes: [UInt8] = [0, 1, 2]
        for use in ["a", "registry.v1", "x-9", String(repeating: "z", count: 64)] {
            let signature = key.sign(bytes, use: use)
            #expect(signature == key.sign(message: ([UInt8]("AICONEXUS/\(use)\0".utf8) + bytes)))
            let same = key.publicKey.verifies(signature, of: bytes, use: use)
            let other = key.publicKey.verifies(signature, of: bytes, use: "b")
            let bare = key.publicKey.verifies(signature, of: bytes)
            #expect(same && !other && !bare)
        }
    }

    @Test("nothing that prints a key shows more than its DID")
    func printing() {
        let seed = [UInt8](repeating: 0x5A, count: 32)
        let key = SigningKey(seed: seed)
        var dumped = ""
        dump(key, to: &dumped)
        let children = Mirror(reflecting: key).children.map { "\($0.value)" }.joined()
        for text in ["\(key)", String(reflecting: key), children, dumped] {
            #expect(text.contains(key.did.description))
            for secret in ["90, 90", "5a5a", "5A5A", String(Base64URL.encode(seed.span).prefix(8))] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test("a seed of any other length than 32 bytes is a mistake of the caller's")
    func seedLength() async {
        await #expect(processExitsWith: .failure) { _ = SigningKey(seed: [UInt8](repeating: 0, count: 31)) }
        await #expect(processExitsWith: .failure) { _ = SigningKey(seed: [UInt8](repeating: 0, count: 33)) }
    }

    @Test("a use that is empty, too long or has other characters is a mistake of the caller's")
    func wrongUses() async {
        await #expect(processExitsWith: .failure) { _ = SigningKey().sign([], use: "") }
        await #expect(processExitsWith: .failure) { _ = SigningKey().sign([], use: "A") }
        await #expect(processExitsWith: .failure) { _ = SigningKey().sign([], use: "a/b") }
        await #expect(processExitsWith: .failure) { _ = SigningKey().sign([], use: "a\0b") }
        await #expect(processExitsWith: .failure) {
            _ = SigningKey().sign([], use: String(repeating: "a", count: 65))
        }
        await #expect(processExitsWith: .success) {
            _ = SigningKey().sign([], use: String(repeating: "a", count: 64))
        }
    }
}
