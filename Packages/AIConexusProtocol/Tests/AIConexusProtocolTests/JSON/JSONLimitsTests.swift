// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("JSONLimits")
struct JSONLimitsTests {
    @Test("the standard limits are the protocol's")
    func standard() {
        let limits = JSONLimits.standard
        #expect(limits == JSONLimits())
        #expect(limits.maximumDepth == 32)
        #expect(limits.maximumByteCount == 1_048_576)
        #expect(limits.maximumValueCount == 262_144)
        #expect(limits.maximumSlowNumberCount == 65_536)
    }

    @Test("depth 32 is read and depth 33 refused at its bracket, in arrays, objects and both")
    func depth() throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            let levels = open.filter { "[{".contains($0) }.count
            let nested = { (depth: Int) in
                String(repeating: open, count: depth / levels) + "0" + String(repeating: close, count: depth / levels)
            }
            _ = try JSONValue(parsing: nested(32))
            let text = nested(32).replacing("0", with: "[]")
            try expectRefusal(Array(text.utf8), .tooDeep, open.utf8.count * 32 / levels)
        }
    }

    @Test("depth counts what is open, not what was")
    func siblings() throws {
        let limits = JSONLimits(maximumDepth: 2)
        _ = try JSONValue(parsing: #"[[],{},[1],{"a":1},[]]"#, limits: limits)
        try expectRefusal(Array("[[],[[]]]".utf8), .tooDeep, 5, limits: limits)
        _ = try JSONValue(parsing: "1", limits: JSONLimits(maximumDepth: 1))
    }

    @Test("the deepest setting is read, written, compared and let go")
    func deepest() throws {
        let depth = JSONLimits.deepestMaximum
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let value = try JSONValue(parsing: text, limits: JSONLimits(maximumDepth: depth))
        #expect(value.canonicalText == text)
        #expect(value == (try JSONValue(parsing: text, limits: JSONLimits(maximumDepth: depth))))
    }

    @Test("a text of the maximum length is read, one byte more is refused at that byte")
    func byteCount() throws {
        let limits = JSONLimits(maximumByteCount: 10)
        _ = try JSONValue(parsing: "[1,2,3,45]", limits: limits)
        try expectRefusal(Array("[1,2,3,45] ".utf8), .tooManyBytes, 10, limits: limits)
        let megabyte = "\"" + String(repeating: "a", count: 1_048_574) + "\""
        _ = try JSONValue(parsing: megabyte)
        try expectRefusal(Array((" " + megabyte).utf8), .tooManyBytes, 1_048_576)
    }

    @Test("members and elements are counted together, the one too many is refused at its first byte")
    func valueCount() throws {
        let limits = JSONLimits(maximumValueCount: 5)
        _ = try JSONValue(parsing: #"[1,[2],{"a":3}]"#, limits: limits)
        try expectRefusal(Array(#"[1,[2],{"a":3}, 4]"#.utf8), .tooManyValues, 16, limits: limits)
        try expectRefusal(Array(#"[1,[2],{"a":3, "b":4}]"#.utf8), .tooManyValues, 15, limits: limits)
        _ = try JSONValue(parsing: "[]", limits: JSONLimits(maximumValueCount: 0))
        try expectRefusal(Array("[1]".utf8), .tooManyValues, 1, limits: JSONLimits(maximumValueCount: 0))
    }

    @Test("the standard number of elements is read and one more refused")
    func standardValueCount() throws {
        let elements = [String](repeating: "1", count: 262_144).joined(separator: ",")
        #expect(try JSONValue(parsing: "[\(elements)]").array?.count == 262_144)
        try expectRefusal(Array("[\(elements),1]".utf8), .tooManyValues, 1 + 2 * 262_144)
    }

    @Test("only numbers with an exponent, over 15 digits or over 22 places are slow, exact integers excepted")
    func slowNumbers() throws {
        let fast = "[0,-1,123456789012345,9007199254740991,0.12345,100000000000000000000,0.0000000000000000000001]"
        _ = try JSONValue(parsing: fast, limits: JSONLimits(maximumSlowNumberCount: 0))
        for slow in ["1e5", "0.1234567890123456", "9007199254740992", "0.00000000000000000000001"] {
            let text = "[1, \(slow),2,\(slow)]"
            _ = try JSONValue(parsing: text, limits: JSONLimits(maximumSlowNumberCount: 2))
            let byteOffset = text.utf8.count - slow.utf8.count - 1
            try expectRefusal(
                Array(text.utf8),
                .tooManySlowNumbers,
                byteOffset,
                limits: JSONLimits(maximumSlowNumberCount: 1)
            )
        }
    }

    @Test("a number of 64 bytes is read and one of 65 refused")
    func numberLength() throws {
        let digits = "0." + String(repeating: "1", count: 62)
        _ = try JSONValue(parsing: "[\(digits)]")
        try expectRefusal(Array("[\(digits)1]".utf8), .numberTooLong, 65)
    }

    @Test("a depth that the call stack might not bear is a programming mistake")
    func impossibleDepth() async {
        await #expect(processExitsWith: .failure) { _ = JSONLimits(maximumDepth: 513) }
        await #expect(processExitsWith: .failure) { _ = JSONLimits(maximumDepth: 0) }
        await #expect(processExitsWith: .failure) {
            var limits = JSONLimits.standard
            limits.maximumDepth = 513
        }
    }
}
