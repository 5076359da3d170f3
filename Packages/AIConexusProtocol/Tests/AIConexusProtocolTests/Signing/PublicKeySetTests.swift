// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

@Suite("PublicKeySet")
struct PublicKeySetTests {
    @Test("insertions agree with the standard library's set", arguments: 0..<3)
    func model(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var set = PublicKeySet()
        var model: Set<PublicKey> = []
        // Few different keys at first, so that some come twice; each time four times as many.
        for bits in stride(from: 4, through: 12, by: 2) {
            for _ in 0..<1 << bits {
                let key = PublicKey(Bytes32(1, 0, 0, UInt64.random(in: 0..<1 << bits, using: &generator)))
                #expect(set.contains(key) == model.contains(key), "seed \(seed)")
                set.insert(key)
                model.insert(key)
                #expect(set.contains(key) && set.count == model.count, "seed \(seed)")
            }
        }
    }

    @Test("the key that marks a free cell is never held, and inserting it is a mistake")
    func freeMark() async {
        var set = PublicKeySet()
        set.insert(PublicKey(Bytes32(1, 2, 3, 4)))
        let holdsMark = set.contains(PublicKey(Bytes32(0, 0, 0, 0)))
        #expect(!holdsMark)
        await #expect(processExitsWith: .failure) {
            var set = PublicKeySet()
            set.insert(PublicKey(Bytes32(0, 0, 0, 0)))
        }
    }
}
