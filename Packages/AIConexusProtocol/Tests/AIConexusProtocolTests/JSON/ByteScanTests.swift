// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

@Suite("ByteScan")
struct ByteScanTests {
    @Test("each byte alone ends a run or not, at any place")
    func everyByte() {
        for byte in UInt8.min...UInt8.max {
            let isEscaped = byte < 0x20 || byte == 0x22 || byte == 0x5C
            for place in 0..<20 {
                var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 20)
                bytes[place] = byte
                #expect(bytes.span.plainRunEnd(from: 0) == (isEscaped || byte >= 0x80 ? place : 20))
                #expect(bytes.span.unescapedRunEnd(from: 0) == (isEscaped ? place : 20))
            }
        }
    }

    @Test("runs in random bytes end where a loop over them ends")
    func randomRuns() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        let edges: [UInt8] = [0x00, 0x01, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                Int.random(in: 0..<4, using: &generator) > 0 ? 0x61 : edges.randomElement(using: &generator) ?? 0
            }
            let start = Int.random(in: 0...bytes.count, using: &generator)
            let escaped = bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
            let notASCII = bytes[start...].firstIndex { $0 >= 0x80 } ?? bytes.count
            #expect(bytes.span.unescapedRunEnd(from: start) == escaped, "seed \(seed)")
            #expect(bytes.span.plainRunEnd(from: start) == min(escaped, notASCII), "seed \(seed)")
            let run = bytes.span.plainRun(from: start)
            let firstBytes = bytes[start..<min(escaped, notASCII, start + 8)]
            #expect(run.end == min(escaped, notASCII), "seed \(seed)")
            #expect(run.firstWord == firstBytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }, "seed \(seed)")
        }
    }

    @Test("every character's sequence ends after its bytes, and no surrogate has one")
    func everyScalar() {
        for value in UInt32(0)...0x10FFFF {
            if let scalar = Unicode.Scalar(value) {
                let bytes = Array(String(scalar).utf8)
                if bytes.span.utf8SequenceEnd(at: 0) != bytes.count { Issue.record("U+\(String(value, radix: 16))") }
            } else {
                let bytes = [0xED, UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F)]
                if bytes.span.utf8SequenceEnd(at: 0) != nil { Issue.record("U+\(String(value, radix: 16))") }
            }
        }
    }

    @Test("three bytes of any kind are judged as the standard library judges them")
    func everySequence() {
        let lasts: [UInt8] = [0x41, 0x80, 0xBF, 0xC0]
        for first in UInt8(0x80)...0xFF {
            for second in UInt8.min...UInt8.max {
                for last in lasts {
                    let bytes = [first, second, last, last]
                    let expected = (1...4).first { String(validating: bytes[..<$0], as: UTF8.self) != nil }
                    if bytes.span.utf8SequenceEnd(at: 0) != expected { Issue.record("\(bytes)") }
                }
            }
        }
    }

    @Test("a sequence that the text's end cuts has no end")
    func cut() {
        for text in ["é", "€", "😀"] {
            let bytes = Array(text.utf8)
            for length in 1..<bytes.count {
                let part = Array(bytes[..<length])
                #expect(part.span.utf8SequenceEnd(at: 0) == nil)
            }
        }
    }

    @Test("a word holds eight bytes, the first one lowest")
    func word() {
        let bytes = [UInt8](0..<12)
        #expect(bytes.span.word(at: 0) == 0x0706_0504_0302_0100)
        #expect(bytes.span.word(at: 4) == 0x0B0A_0908_0706_0504)
    }

    @Test("a word beyond the end is a programming mistake")
    func wordBeyondEnd() async {
        await #expect(processExitsWith: .failure) { _ = [UInt8](0..<12).span.word(at: 5) }
        await #expect(processExitsWith: .failure) { _ = [UInt8](0..<12).span.word(at: -1) }
    }

    @Test("the common prefix ends at the first byte that differs")
    func commonPrefix() {
        for length in 0...20 {
            let bytes = [UInt8](repeating: 7, count: length)
            #expect(isEqual(bytes, [UInt8](repeating: 7, count: length)))
            #expect(!isEqual(bytes, [UInt8](repeating: 7, count: length + 1)))
            for place in bytes.indices {
                var other = bytes
                other[place] = 8
                #expect(bytes.span.commonPrefixByteCount(with: other.span) == place)
                #expect(!isEqual(bytes, other))
            }
        }
    }

    private func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.span.isEqual(to: right.span)
    }
}
