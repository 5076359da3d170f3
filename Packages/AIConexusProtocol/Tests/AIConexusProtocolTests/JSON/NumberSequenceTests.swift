// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusProtocol

@Suite("The published sequence of numbers")
struct NumberSequenceTests {
    @Test(
        "its lines hash as published",
        arguments: [
            (1_000, 37_967, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"),
            (10_000, 399_022, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"),
            (100_000, 4_031_728, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"),
        ]
    )
    func hash(lineCount: Int, byteCount: Int, published: String) {
        var lines: [UInt8] = []
        for double in NumberSequence().prefix(lineCount) {
            lines.append(contentsOf: String(double.bitPattern, radix: 16).utf8)
            lines.append(UInt8(ascii: ","))
            NumberText.append(double, to: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
        #expect(lines.count == byteCount)
        #expect(sha256(lines).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == published)
    }

    @Test("each is read back as the same double, and its text is found canonical")
    func roundTrip() throws {
        for double in NumberSequence().prefix(10_000) {
            var text: [UInt8] = []
            NumberText.append(double, to: &text)
            #expect(try JSONValue(parsing: text.span).double == double)
            #expect(text.canonicalEnd == text.count)
        }
    }
}
