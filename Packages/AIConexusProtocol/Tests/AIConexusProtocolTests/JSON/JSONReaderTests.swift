// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("JSONReader")
struct JSONReaderTests {
    /// A text with every kind of value, escape and whitespace.
    private static let rich = """
        \t{"a":[null,true,false,-0.5,1e21,100000000000000000000],\r
        "":"\\" \\\\ \\/ \\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 é € 😀 and more than sixteen bytes","b":{"c":{},"d":[]}} \n
        """

    @Test("each kind of value is read")
    func kinds() throws {
        #expect(
            try JSONValue(parsing: Self.rich) == [
                "a": [.null, true, false, -0.5, 1e21, 1e20],
                "": .string("\" \\ / \u{8}\u{C}\n\r\t\u{E9}\u{1F600} é € 😀 and more than sixteen bytes"),
                "b": ["c": [:], "d": []],
            ]
        )
    }

    @Test("whitespace may stand around every token")
    func whitespace() throws {
        let spaced = " \t\r\n{ \"a\" : [ 1 , { } , [ ] ] , \"b\" : \"\" } \n"
        #expect(try JSONValue(parsing: spaced).canonicalText == #"{"a":[1,{},[]],"b":""}"#)
    }

    @Test("a text cut anywhere is refused at its end, or within the character that was cut")
    func truncation() throws {
        let bytes = Array(Self.rich.utf8.dropLast(2))
        _ = try JSONValue(parsing: bytes.span)
        for length in bytes.indices {
            let part = bytes[..<length]
            let error = try #require(throws: JSONError.self) { try JSONValue(parsing: part.span) }
            if error.code == .invalidUTF8 {
                #expect(part[error.byteOffset...].allSatisfy { $0 >= 0x80 })
            } else {
                #expect(error.code == .unexpectedEnd)
                #expect(error.byteOffset == length)
            }
        }
    }

    @Test(
        "what breaks the grammar is refused at the byte that breaks it",
        arguments: [
            ("", .unexpectedEnd, 0),
            (" \n", .unexpectedEnd, 2),
            ("\u{FEFF}{}", .unexpectedByte, 0),
            ("\u{B}1", .unexpectedByte, 0),
            ("\u{A0}1", .unexpectedByte, 0),
            ("1 2", .trailingByte, 2),
            ("{}}", .trailingByte, 2),
            ("01", .invalidNumber, 1),
            ("nul", .unexpectedEnd, 3),
            ("nulL", .unexpectedByte, 3),
            ("True", .unexpectedByte, 0),
            ("NaN", .unexpectedByte, 0),
            ("Infinity", .unexpectedByte, 0),
            ("'a'", .unexpectedByte, 0),
            ("[1,]", .unexpectedByte, 3),
            ("[,1]", .unexpectedByte, 1),
            ("[1 2]", .unexpectedByte, 3),
            ("[1}", .unexpectedByte, 2),
            ("[1", .unexpectedEnd, 2),
            ("{,}", .unexpectedByte, 1),
            ("{a:1}", .unexpectedByte, 1),
            ("{\"a\"}", .unexpectedByte, 4),
            ("{\"a\",1}", .unexpectedByte, 4),
            ("{\"a\":}", .unexpectedByte, 5),
            ("{\"a\":1,}", .unexpectedByte, 7),
            ("{\"a\":1]", .unexpectedByte, 6),
            ("{\"a\":1 \"b\":2}", .unexpectedByte, 7),
            ("{1:2}", .unexpectedByte, 1),
            ("/**/1", .unexpectedByte, 0),
        ] as [(String, JSONError.Code, Int)]
    )
    func grammar(text: String, code: JSONError.Code, byteOffset: Int) throws {
        try expectRefusal(Array(text.utf8), code, byteOffset)
    }

    @Test(
        "a number is refused at the byte that breaks it, or as a whole at its first byte",
        arguments: [
            ("-", .unexpectedEnd, 1),
            ("[-]", .invalidNumber, 2),
            ("+1", .unexpectedByte, 0),
            (".5", .unexpectedByte, 0),
            ("1.", .unexpectedEnd, 2),
            ("[1.]", .invalidNumber, 3),
            ("1.e5", .invalidNumber, 2),
            ("1e", .unexpectedEnd, 2),
            ("[1e]", .invalidNumber, 3),
            ("1e+", .unexpectedEnd, 3),
            ("1e+-5", .invalidNumber, 3),
            ("-01", .invalidNumber, 2),
            ("[00]", .invalidNumber, 2),
            ("0x10", .trailingByte, 1),
            ("1_000", .trailingByte, 1),
            ("１", .unexpectedByte, 0),
            ("1e309", .numberNotFinite, 0),
            ("[-1E400]", .numberNotFinite, 1),
            ("1.7976931348623159e308", .numberNotFinite, 0),
            ("1e99999999999999999999999", .numberNotFinite, 0),
            (" 9007199254740993", .integerNotExact, 1),
            ("-9007199254740993", .integerNotExact, 0),
            ("18446744073709551615", .integerNotExact, 0),
            ("1000000000000000000000", .integerNotExact, 0),
            ("100000000000000000001", .integerNotExact, 0),
            ("[\(String(repeating: "1", count: 70))]", .numberTooLong, 65),
            ("[0.\(String(repeating: "0", count: 70))x]", .numberTooLong, 65),
            ("-1.5e\(String(repeating: "0", count: 70))", .numberTooLong, 64),
            (String(repeating: "1", count: 64) + ".", .numberTooLong, 64),
        ] as [(String, JSONError.Code, Int)]
    )
    func number(text: String, code: JSONError.Code, byteOffset: Int) throws {
        try expectRefusal(Array(text.utf8), code, byteOffset)
    }

    @Test(
        "a number is read as the nearest double",
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("0e5", 0), ("1E3", 1000), ("1e-3", 0.001), ("1.50", 1.5),
            ("9007199254740991", 9_007_199_254_740_991), ("-9007199254740991", -9_007_199_254_740_991),
            ("9007199254740992", 9_007_199_254_740_992), ("9007199254740993.0", 9_007_199_254_740_992),
            ("100000000000000000000", 1e20), ("999999999999999900000", 1e21.nextDown), ("1e-400", 0),
            ("1.7976931348623158e308", .greatestFiniteMagnitude), ("0.1", 0.1), ("1e22", 1e22), ("1e23", 1e23),
            ("123456789012345678901234567890.0", 1.2345678901234568e29),
            ("0.000000000000000000000000000000000000000000000000000000000001", 1e-60),
            ("2.2250738585072011e-308", .leastNormalMagnitude.nextDown),
            ("\(String(repeating: "1", count: 62)).5", 1.1111111111111111e61),
        ] as [(String, Double)]
    )
    func nearest(text: String, expected: Double) throws {
        let double = try #require(try JSONValue(parsing: text).double)
        #expect(double.bitPattern == expected.bitPattern)
    }

    @Test("the first name in the text that occurs before it is refused at its quote")
    func duplicates() throws {
        try expectRefusal(Array(#"{"a":1,"a":2}"#.utf8), .duplicateName, 7)
        try expectRefusal(Array(#"{"b":1,"a":1,"b":2,"a":2}"#.utf8), .duplicateName, 13)
        try expectRefusal(Array(#"{"a":1,"a":2,"a":3}"#.utf8), .duplicateName, 7)
        try expectRefusal(Array(#"{"é":1, "\u00e9":2}"#.utf8), .duplicateName, 9)
        try expectRefusal(Array(#"[{"x":{"a":1,"b":{"a":1},"a":2}}]"#.utf8), .duplicateName, 25)
        #expect(try JSONValue(parsing: #"{"a":{"a":1},"b":{"a":1}}"#).canonicalText == #"{"a":{"a":1},"b":{"a":1}}"#)
    }

    @Test("one duplicate among a hundred thousand names in disorder is found")
    func manyNames() throws {
        let names = (0..<100_000).map { ($0 * 7_919) % 100_003 }
        var text = "{" + names.map { "\"\($0)\":1" }.joined(separator: ",")
        let nameOffset = text.utf8.count + 1
        #expect(try JSONValue(parsing: text + "}").object?.count == 100_000)
        text += ",\"\(names[50_000])\":1}"
        try expectRefusal(Array(text.utf8), .duplicateName, nameOffset)
    }

    @Test("an error says on one line what is wrong and where")
    func description() throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: "[1,]") }
        #expect(error.description == "a value must begin here, at byte 3")
        #expect(error.code.description == "unexpectedByte")
    }
}

/// Expects `bytes` to be refused with this code at this place.
func expectRefusal(
    _ bytes: [UInt8],
    _ code: JSONError.Code,
    _ byteOffset: Int,
    limits: JSONLimits = .standard,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let error = try #require(throws: JSONError.self, sourceLocation: sourceLocation) {
        try JSONValue(parsing: bytes.span, limits: limits)
    }
    #expect(error.code == code, sourceLocation: sourceLocation)
    #expect(error.byteOffset == byteOffset, sourceLocation: sourceLocation)
}
