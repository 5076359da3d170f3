// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("JSONTestSuite", .vectors("json-test-suite"))
struct JSONTestSuiteTests {
    private static let folder = "json-test-suite/test_parsing"
    private static let transformFolder = "json-test-suite/test_transform"

    private static func names(_ prefix: String) -> [String] {
        Vectors.fileNames(in: folder).filter { $0.hasPrefix(prefix) }
    }

    /// Texts that RFC 8259 allows and this protocol does not.
    private static let refusals: [String: JSONError.Code] = [
        // {"a":"b","a":"c"}: I-JSON has no duplicate names.
        "y_object_duplicated_key.json": .duplicateName,
        // {"a":"b","a":"b"}: nor with equal values.
        "y_object_duplicated_key_and_value.json": .duplicateName,
        // A number of 86 bytes: a number has at most 64.
        "y_number_double_close_to_zero.json": .numberTooLong,
    ]

    /// What is read of the texts that RFC 8259 leaves open; those that are not here are refused.
    private static let readings = [
        // Too small for a double: zero is the nearest one.
        "i_number_double_huge_neg_exp.json": "[0]",
        "i_number_real_underflow.json": "[0]",
        // 10^20 is beyond 2^53 and still the canonical text of its double.
        "i_number_too_big_pos_int.json": "[100000000000000000000]",
    ]

    @Test("what must be accepted is accepted, but for what the protocol refuses", arguments: names("y_"))
    func mustBeAccepted(name: String) throws {
        let bytes = try Vectors.bytes("\(Self.folder)/\(name)")
        if let code = Self.refusals[name] {
            #expect(try #require(throws: JSONError.self) { try JSONValue(parsing: bytes.span) }.code == code)
        } else {
            let value = try JSONValue(parsing: bytes.span)
            #expect(try JSONValue(parsing: value.canonicalBytes().span) == value)
        }
    }

    @Test("what must be refused is refused, at a byte of the text or at its end", arguments: names("n_"))
    func mustBeRefused(name: String) throws {
        let bytes = try Vectors.bytes("\(Self.folder)/\(name)")
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: bytes.span) }
        #expect((0...bytes.count).contains(error.byteOffset))
        #expect((error.code == .unexpectedEnd) == (error.byteOffset == bytes.count))
    }

    @Test("what may be either is refused, but for what has a nearest double", arguments: names("i_"))
    func mayBeEither(name: String) throws {
        let bytes = try Vectors.bytes("\(Self.folder)/\(name)")
        #expect((try? JSONValue(parsing: bytes.span))?.canonicalText == Self.readings[name])
    }

    @Test("the two giant files that nest too deep are refused at the thirty-third bracket")
    func giants() throws {
        let arrays = String(repeating: "[", count: 100_000)
        let objects = String(repeating: #"[{"":"#, count: 50_000) + "\n"
        let deepArray = try #require(throws: JSONError.self) { try JSONValue(parsing: arrays) }
        #expect((deepArray.code, deepArray.byteOffset) == (.tooDeep, 32))
        let deepObject = try #require(throws: JSONError.self) { try JSONValue(parsing: objects) }
        #expect((deepObject.code, deepObject.byteOffset) == (.tooDeep, 16 * 5))
    }

    @Test(
        "texts that other readers change are kept as they are or refused",
        arguments: [
            ("number_-9223372036854775808.json", nil),
            ("number_-9223372036854775809.json", nil),
            ("number_1.0.json", "[1]"),
            ("number_1.000000000000000005.json", "[1]"),
            ("number_1000000000000000.json", "[1000000000000000]"),
            ("number_10000000000000000999.json", nil),
            ("number_1e-999.json", "[0]"),
            ("number_1e6.json", "[1000000]"),
            ("number_9223372036854775807.json", nil),
            ("number_9223372036854775808.json", nil),
            ("object_key_nfc_nfd.json", "{\"e\u{301}\":\"NFD\",\"\u{E9}\":\"NFC\"}"),
            ("object_key_nfd_nfc.json", "{\"e\u{301}\":\"NFD\",\"\u{E9}\":\"NFC\"}"),
            ("object_same_key_different_values.json", nil),
            ("object_same_key_same_value.json", nil),
            ("object_same_key_unclear_values.json", nil),
            ("string_1_escaped_invalid_codepoint.json", nil),
            ("string_1_invalid_codepoint.json", nil),
            ("string_2_escaped_invalid_codepoints.json", nil),
            ("string_2_invalid_codepoints.json", nil),
            ("string_3_escaped_invalid_codepoints.json", nil),
            ("string_3_invalid_codepoints.json", nil),
            ("string_with_escaped_NULL.json", #"["A\u0000B"]"#),
        ] as [(String, String?)]
    )
    func transformed(name: String, expected: String?) throws {
        let bytes = try Vectors.bytes("\(Self.transformFolder)/\(name)")
        let text = (try? JSONValue(parsing: bytes.span))?.canonicalText
        #expect(text.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }
}
