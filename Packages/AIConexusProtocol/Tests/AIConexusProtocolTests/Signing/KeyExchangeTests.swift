// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("KeyExchangeKey, KeyExchangePublicKey and SharedKeyCache")
struct KeyExchangeTests {
    /// Points of small order on Curve25519, canonical and not (libsodium refuses these and no others).
    private static let weakKeys = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]

    @Test("the public halves of RFC 7748 section 6.1")
    func publicHalves() throws {
        let pairs = [
            (
                "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
                "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
            ),
            (
                "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
                "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
            ),
        ]
        for (secret, expected) in pairs {
            let bytes = try #require([UInt8](hexadecimal: secret))
            let key = KeyExchangeKey(secret: bytes.span)
            #expect(key.publicKey.bytes == [UInt8](hexadecimal: expected))
        }
    }

    @Test("the text of a public half is 43 characters and comes back")
    func text() throws {
        for _ in 0..<50 {
            let key = KeyExchangeKey().publicKey
            #expect(key.base64URL.utf8.count == 43)
            #expect(try KeyExchangePublicKey(base64URL: key.base64URL) == key)
        }
    }

    @Test(
        "any other text is no key",
        arguments: ["", "AAAA", String(repeating: "A", count: 42), "\(zeroes)A", "\(zeroes)="]
    )
    func malformed(text: String) {
        #expect(throws: SealingError.self) { try KeyExchangePublicKey(base64URL: text) }
    }

    private static let zeroes = String(repeating: "A", count: 43)

    @Test("points of small order are refused, and not remembered", arguments: weakKeys)
    func weak(hexadecimal: String) throws {
        let bytes = try #require([UInt8](hexadecimal: hexadecimal))
        let peer = try KeyExchangePublicKey(base64URL: Base64URL.encode(bytes.span))
        let cache = SharedKeyCache(key: KeyExchangeKey())
        for _ in 0..<2 {
            let error = #expect(throws: SealingError.self) { try cache.sharedKey(with: peer) }
            #expect(error?.code == .weakKey)
        }
    }

    @Test("a cache gives the same key again, until others have pushed it out, and then lets it go")
    func eviction() throws {
        let cache = SharedKeyCache(key: KeyExchangeKey(), capacity: 3)
        let peers = (0..<4).map { _ in KeyExchangeKey().publicKey }
        weak let first = try cache.sharedKey(with: peers[0])
        weak let second = try cache.sharedKey(with: peers[1])
        _ = try cache.sharedKey(with: peers[2])
        // The first is asked for once more, so the second is the one to go.
        let firstIsSame = try cache.sharedKey(with: peers[0]) === first
        #expect(firstIsSame && second != nil)
        _ = try cache.sharedKey(with: peers[3])
        #expect(first != nil && second == nil)
    }

    @Test("a cache agrees with a naive one through 2 000 random requests")
    func recency() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let cache = SharedKeyCache(key: KeyExchangeKey(), capacity: 4)
        let peers = (0..<8).map { _ in KeyExchangeKey().publicKey }
        var recent: [(peer: Int, key: SharedKey)] = []
        for _ in 0..<2000 {
            let peer = Int.random(in: 0..<8, using: &generator)
            let key = try cache.sharedKey(with: peers[peer])
            let place = recent.firstIndex { $0.peer == peer }
            #expect(recent.contains { $0.key === key } == (place != nil), "seed \(seed)")
            if let place { recent.remove(at: place) }
            recent.append((peer, key))
            if recent.count > 4 { recent.removeFirst() }
        }
    }

    @Test("nothing that prints a key shows a secret")
    func printing() throws {
        let secret = [UInt8](repeating: 0x5A, count: 32)
        let key = KeyExchangeKey(secret: secret.span)
        let shared = try key.sharedKey(with: KeyExchangeKey().publicKey)
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "KeyExchangeKey(\(key.publicKey))" && String(reflecting: key) == "\(key)")
        #expect(!dumped.contains("90, 90") && !dumped.contains("WlpaWlpa"))
        var dumpedShared = ""
        dump(shared, to: &dumpedShared)
        #expect("\(shared)" == "SharedKey" && String(reflecting: shared) == "SharedKey")
        #expect(dumpedShared.hasPrefix("- SharedKey"))
    }

    @Test("a secret of another length, and a cache for nothing, are mistakes of the caller's")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            let secret = [UInt8](repeating: 1, count: 31)
            _ = KeyExchangeKey(secret: secret.span)
        }
        await #expect(processExitsWith: .failure) { _ = SharedKeyCache(key: KeyExchangeKey(), capacity: 0) }
    }
}
