// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

@Suite("RFC 8785 vectors", .vectors("json-canonicalization"))
struct CanonicalVectorTests {
    @Test("every input is written as its output", arguments: Vectors.fileNames(in: "json-canonicalization/input"))
    func output(name: String) throws {
        let input = try Vectors.bytes("json-canonicalization/input/\(name)")
        let output = try Vectors.bytes("json-canonicalization/output/\(name)")
        #expect(try JSONValue(parsing: input.span).canonicalBytes() == output)
        #expect(try JSONValue(parsing: output.span).canonicalBytes() == output)
    }

    @Test("the numbers of the published sequence are written as published, and read back as the same double")
    func numbers() throws {
        let lines = try Vectors.bytes("json-canonicalization/es6testfile10k.txt").split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 10_000)
        for line in lines {
            let parts = line.split(separator: UInt8(ascii: ","))
            let pattern = try #require(UInt64(String(decoding: parts[0], as: UTF8.self), radix: 16))
            let expected = [UInt8](parts[1])
            var text: [UInt8] = []
            NumberText.append(Double(bitPattern: pattern), to: &text)
            #expect(text == expected)
            #expect(try JSONValue(parsing: text.span).double == Double(bitPattern: pattern))
            var slowNumbers = 0
            #expect(NumberText.canonicalEnd(of: text.span, at: 0, slowNumbers: &slowNumbers) == text.count)
        }
    }
}
