// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusTestSupport
import Testing

@Suite("PlaceTable")
struct PlaceTableTests {
    /// Few different hashes, neighbours among them, so that places meet and chains are closed up.
    @Test("random insertions and removals agree with a dictionary", arguments: 0..<5)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let hashes = (0..<300).map { _ in
            UInt32.random(in: 0..<40, using: &generator) | UInt32.random(in: 0..<2, using: &generator) << 31
        }
        var table = PlaceTable()
        var model: Set<Int32> = []
        for _ in 0..<4_000 {
            let place = Int32.random(in: 0..<300, using: &generator)
            let hash = hashes[Int(place)]
            if model.remove(place) != nil {
                table.remove(place, hash: hash)
            } else {
                model.insert(place)
                table.insert(place, hash: hash)
            }
            #expect(table.count == model.count, "seed \(seed)")
            let probe = Int32.random(in: 0..<300, using: &generator)
            let found = table.place(hash: hashes[Int(probe)]) { $0 == probe }
            #expect(found == (model.contains(probe) ? probe : nil), "seed \(seed)")
        }
        for place in Int32(0)..<300 {
            let found = table.place(hash: hashes[Int(place)]) { $0 == place }
            #expect(found == (model.contains(place) ? place : nil), "seed \(seed)")
        }
    }
}
