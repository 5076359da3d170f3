// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

@Suite("Codable values written as JSON")
struct JSONValueEncoderTests {
    private struct Nothings: Encodable {
        enum Keys: CodingKey { case explicit }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encodeNil(forKey: .explicit)
        }
    }

    private struct Empty: Encodable {}

    private struct Silent: Encodable {
        func encode(to encoder: any Encoder) {}
    }

    @Test("nil is left out where Swift leaves it out, and null where a type says so")
    func absence() throws {
        struct Optional: Encodable { var value: Int? }
        #expect(try JSONValueEncoder().encode(Optional()) == [:])
        #expect(try JSONValueEncoder().encode([1, nil]) == [1, .null])
        #expect(try JSONValueEncoder().encode(Nothings()) == ["explicit": .null])
        #expect(try JSONValueEncoder().encode(Empty()) == [:])
        #expect(try JSONValueEncoder().encode([Empty()]) == [[:]])
        #expect(throws: JSONCodingError("Silent wrote nothing", pointer: "/0")) {
            try JSONValueEncoder().encode([Silent()])
        }
    }

    private static let unwritable: [(any Encodable & Sendable, String, String)] = [
        (Double.infinity, "", "inf has no form in JSON"), (["a": Double.nan], "/a", "nan has no form in JSON"),
        ([1.5, -.infinity] as [Float], "/1", "-inf has no form in JSON"),
        ([1, Int.max], "/1", "9223372036854775807 is beyond ±(2^53 − 1); write it as text"),
        (["n": ["m": UInt64.max]], "/n/m", "18446744073709551615 is beyond ±(2^53 − 1); write it as text"),
        (Int128.min, "", "-170141183460469231731687303715884105728 is beyond ±(2^53 − 1); write it as text"),
    ]

    @Test("numbers that JSON cannot hold are refused with their place", arguments: unwritable.indices)
    func numbers(row: Int) {
        let (value, pointer, message) = Self.unwritable[row]
        #expect(throws: JSONCodingError(message, pointer: pointer)) { try JSONValueEncoder().encode(value) }
    }

    @Test("numbers at the edge are written")
    func edges() throws {
        let edge = JSONNumber.maximumInteger
        #expect(try JSONValueEncoder().encode([edge, -edge]) == [9_007_199_254_740_991, -9_007_199_254_740_991])
        #expect(try JSONValueEncoder().encode(UInt128(edge)).int == edge)
        #expect(try JSONValueEncoder().encode(Float(0.1)).double == Double(Float(0.1)))
        #expect(try JSONValueEncoder().encode(-0.0) == 0)
    }

    @Test("containers within containers, by hand, in any order")
    func nested() throws {
        struct Deep: Encodable {
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.container(keyedBy: JSONKey.self)
                var inner = outer.nestedContainer(keyedBy: JSONKey.self, forKey: JSONKey(stringValue: "inner"))
                var list = inner.nestedUnkeyedContainer(forKey: JSONKey(stringValue: "list"))
                try outer.encode(1, forKey: JSONKey(stringValue: "first"))
                try list.encode(1)
                var object = list.nestedContainer(keyedBy: JSONKey.self)
                var last = list.nestedUnkeyedContainer()
                try last.encode("late")
                try object.encode(2, forKey: JSONKey(stringValue: "x"))
                try 4.encode(to: list.superEncoder())
                #expect(list.count == 4)
                try "s".encode(to: outer.superEncoder())
                var again = encoder.container(keyedBy: JSONKey.self)
                try again.encode(true, forKey: JSONKey(stringValue: "again"))
            }
        }
        #expect(
            try JSONValueEncoder().encode(Deep()) == [
                "first": 1, "inner": ["list": [1, ["x": 2], ["late"], 4]], "super": "s", "again": true,
            ]
        )
    }

    @Test("of members with one name the last counts, whatever their order")
    func duplicates() throws {
        struct Twice: Encodable {
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: JSONKey.self)
                for (index, name) in ["b", "a", "b", "c", "a", "b"].enumerated() {
                    try container.encode(index, forKey: JSONKey(stringValue: name))
                }
            }
        }
        #expect(try JSONValueEncoder().encode(Twice()) == ["a": 4, "b": 5, "c": 3])
    }

    @Test("a dictionary of many members is written and read again", arguments: [1, 2] as [UInt64])
    func manyMembers(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pairs = (0..<5_000).map { ("\(UInt32.random(in: 0...(.max), using: &generator))é\($0)", $0) }
        let dictionary = Dictionary(uniqueKeysWithValues: pairs)
        let json = try JSONValueEncoder().encode(dictionary)
        #expect(json.object?.count == 5_000, "seed \(seed)")
        #expect(try JSONValueDecoder().decode([String: Int].self, from: json) == dictionary, "seed \(seed)")
    }

    private final class Knot: Encodable {
        var next: Knot?
    }

    private final class Mirror: Encodable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(self)
        }
    }

    @Test("what contains itself is refused, not followed until the stack ends")
    func cycles() {
        let knot = Knot()
        knot.next = knot
        defer { knot.next = nil }
        for value in [knot, Mirror()] as [any Encodable] {
            #expect {
                try JSONValueEncoder().encode(value)
            } throws: { error in
                (error as? JSONCodingError)?.message == "nests deeper than 32"
            }
        }
    }

    @Test("depth is counted through structs, lists and JSON, to the limit and no further")
    func depth() throws {
        var encoder = JSONValueEncoder()
        encoder.maximumDepth = 3
        #expect(try encoder.encode([[[1]]]) == [[[1]]])
        #expect(try encoder.encode(["a": [["b"]]]) == ["a": [["b"]]])
        #expect(try encoder.encode([["a": [1] as JSONValue]]) == [["a": [1]]])
        #expect(throws: JSONCodingError("nests deeper than 3", pointer: "/0/0/0")) { try encoder.encode([[[[1]]]]) }
        #expect(throws: JSONCodingError("nests deeper than 3", pointer: "/0/0/0")) { try encoder.encode([[[["b"]]]]) }
        #expect(throws: JSONCodingError("nests deeper than 3", pointer: "/0/a")) {
            try encoder.encode([["a": [[1]] as JSONValue]])
        }
        #expect(throws: JSONCodingError("nests deeper than 3", pointer: "/0/a")) {
            try encoder.encode([["a": ["b": [:]] as JSONObject]])
        }
    }

    @Test("an error of a type's own has the place where it was thrown")
    func ownErrors() {
        struct Unwilling: Encodable, Error, CustomStringConvertible {
            var description: String { "does not want to" }

            func encode(to encoder: any Encoder) throws { throw self }
        }
        #expect(throws: JSONCodingError("does not want to", pointer: "/a/0")) {
            try JSONValueEncoder().encode(["a": [Unwilling()]])
        }
    }

    @Test("a type's own code gets the user info and its place")
    func surroundings() throws {
        struct Curious: Encodable {
            static let key = CodingUserInfoKey(rawValue: "answer")

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                let answer = Self.key.flatMap { encoder.userInfo[$0] as? Int } ?? 0
                try container.encode("\(answer) at \(encoder.codingPath.jsonPointer)")
            }
        }
        var encoder = JSONValueEncoder()
        encoder.userInfo[try #require(Curious.key)] = 42
        #expect(try encoder.encode(["a": [Curious()]]) == ["a": ["42 at /a/0"]])
    }
}
