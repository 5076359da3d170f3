// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("CheckedKeys")
struct CheckedKeysTests {
    private let keys: [PublicKey]

    init() throws {
        var generator = SeededGenerator(seed: 1)
        keys = try (0..<100).map { _ in
            let bytes = generator.bytes(32)
            return try PublicKey(bytes: bytes)
        }
    }

    @Test("a key is known from its insertion on")
    func insertion() {
        var checked = CheckedKeys(capacity: 10)
        #expect(!contains(&checked, keys[0]))
        checked.insert(keys[0])
        #expect(contains(&checked, keys[0]) && !contains(&checked, keys[1]))
    }

    @Test("never more than twice the capacity is held, and the last ones are always known")
    func bound() {
        for capacity in [1, 2, 7, 40] {
            var checked = CheckedKeys(capacity: capacity)
            for (index, key) in keys.enumerated() {
                checked.insert(key)
                let newest = keys[max(0, index - capacity + 1)...index]
                #expect(checked.count <= 2 * capacity)
                let copy = checked
                #expect(newest.allSatisfy { contained(in: copy, $0) })
            }
            let forgotten = keys[0]
            #expect(!contains(&checked, forgotten))
        }
    }

    @Test("a key that is asked for again and again stays while others pass through")
    func use() {
        var checked = CheckedKeys(capacity: 5)
        checked.insert(keys[0])
        for key in keys.dropFirst() {
            checked.insert(key)
            #expect(contains(&checked, keys[0]))
        }
    }

    private func contains(_ checked: inout CheckedKeys, _ key: PublicKey) -> Bool {
        checked.contains(key)
    }

    private func contained(in checked: CheckedKeys, _ key: PublicKey) -> Bool {
        var copy = checked
        return copy.contains(key)
    }
}
