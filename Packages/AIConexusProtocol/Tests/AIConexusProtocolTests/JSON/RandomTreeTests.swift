// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("Random values")
struct RandomTreeTests {
    @Test("a value is read back from its canonical text and from any other spelling of it")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = RandomJSON(seed: seed)
        for _ in 0..<2_000 {
            let value = random.value(depth: 5)
            let canonical = value.canonicalBytes()
            #expect(try JSONValue(parsing: canonical.span) == value, "seed \(seed)")
            let spelled = try JSONValue(parsing: random.spelling(of: value))
            #expect(spelled == value, "seed \(seed)")
            #expect(spelled.canonicalBytes() == canonical, "seed \(seed)")
        }
    }

    @Test("a changed byte gives another value, the same canonical text or a refusal, and never a trap")
    func mutations() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = RandomJSON(seed: seed)
        var generator = SeededGenerator(seed: ~seed)
        for _ in 0..<500 {
            var bytes = random.value(depth: 4).canonicalBytes()
            for _ in 0..<20 {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
                do throws(JSONError) {
                    let value = try JSONValue(parsing: bytes.span)
                    #expect(try JSONValue(parsing: value.canonicalBytes().span) == value, "seed \(seed)")
                } catch {
                    #expect((0...bytes.count).contains(error.byteOffset), "seed \(seed)")
                }
            }
        }
    }
}
