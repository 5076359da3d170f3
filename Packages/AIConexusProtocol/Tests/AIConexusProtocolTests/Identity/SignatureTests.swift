// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("Signature")
struct SignatureTests {
    @Test("bytes and text come back, 2 000 times")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bytes = generator.bytes(64)
            let signature = try Signature(bytes: bytes.span)
            #expect(signature.bytes == bytes, "seed \(seed)")
            let text = signature.base64
            #expect(text.utf8.count == Signature.textByteCount)
            #expect(try Signature(base64: text) == signature, "seed \(seed)")
            var appended: [UInt8] = [1, 2, 3]
            signature.append(to: &appended)
            #expect(appended == [1, 2, 3] + text.utf8, "seed \(seed)")
        }
    }

    @Test("any other length of bytes or text is refused")
    func lengths() {
        for count in [0, 1, 63, 65, 128] {
            #expect(throws: BaseEncodingError(.wrongLength, byteOffset: count)) {
                try Signature(bytes: [UInt8](repeating: 0, count: count).span)
            }
        }
        for count in 0...100 where count != 88 {
            #expect(throws: BaseEncodingError(.wrongLength, byteOffset: count)) {
                try Signature(base64: String(repeating: "A", count: count))
            }
        }
    }

    @Test("the text ends in two padding signs after a digit whose low four bits are zero")
    func ending() {
        let body = String(repeating: "A", count: 85)
        #expect(throws: Never.self) { try Signature(base64: body + "w==") }
        for digit in "BCDEFGHIJKLMNOPRSTUVWXYZabcdefhijklmnopqrstuvxyz0123456789+/" {
            #expect(throws: BaseEncodingError(.nonZeroPadding, byteOffset: 85)) {
                try Signature(base64: body + "\(digit)==")
            }
        }
        for (ending, place) in [("AAA", 86), ("AA=", 86), ("A=A", 87), ("A =", 86), ("===", 85)] {
            #expect(throws: BaseEncodingError(.invalidCharacter, byteOffset: place)) {
                try Signature(base64: body + ending)
            }
        }
    }

    @Test("two signatures that differ in one bit are not equal")
    func equality() throws {
        let zero = try Signature(bytes: [UInt8](repeating: 0, count: 64).span)
        for bit in 0..<512 {
            var bytes = [UInt8](repeating: 0, count: 64)
            bytes[bit / 8] = 1 << UInt8(bit % 8)
            #expect(try Signature(bytes: bytes.span) != zero)
        }
    }
}
