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

    @Test("every output has its published bytes", arguments: Vectors.fileNames(in: "json-canonicalization/outhex"))
    func hexadecimal(name: String) throws {
        let input = try Vectors.bytes("json-canonicalization/input/\(name.replacing(".txt", with: ".json"))")
        let digits = try String(decoding: Vectors.bytes("json-canonicalization/outhex/\(name)"), as: UTF8.self)
        let expected = try digits.split(whereSeparator: \.isWhitespace).map { try #require(UInt8($0, radix: 16)) }
        #expect(try JSONValue(parsing: input.span).canonicalBytes() == expected)
    }

    @Test("the numbers of the published file are written as in it and read back as the same double")
    func numbers() throws {
        let file = try Vectors.bytes("json-canonicalization/es6testfile10k.txt")
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 10_000)
        for line in lines {
            let parts = line.split(separator: ",")
            let double = Double(bitPattern: try #require(UInt64(parts[0], radix: 16)))
            #expect(canonicalText(double) == parts[1])
            #expect(try JSONValue(parsing: String(parts[1])).double == double)
        }
    }
}
