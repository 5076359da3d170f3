// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Codable values read from JSON")
struct JSONValueDecoderTests {
    private struct Leaf: Decodable {
        var text: String
        var count: UInt8
        var ratio: Float?
    }

    private struct Tree: Decodable {
        var leaves: [Leaf]
        var names: [String]
        var named: [String: [Int]]
    }

    private static let misfits: [(JSONValue, String, String)] = [
        ([], "", "expected an object, found a list"), ([:], "/leaves", "'leaves' is missing"),
        (["leaves": .null], "/leaves", "expected a list, found null"),
        (["leaves": [["text": 1]]], "/leaves/0/text", "expected a text, found a number"),
        (["leaves": [["text": "", "count": "1"]]], "/leaves/0/count", "expected a whole number, found a text"),
        (["leaves": [["text": "", "count": 256]]], "/leaves/0/count", "256 is not within 0…255"),
        (["leaves": [["text": "", "count": 0.5]]], "/leaves/0/count", "0.5 is no whole number within ±(2^53 − 1)"),
        (
            ["leaves": [["text": "", "count": 1e300]]], "/leaves/0/count",
            "1e+300 is no whole number within ±(2^53 − 1)"
        ),
        (["leaves": [["text": "", "count": 1, "ratio": 1e300]]], "/leaves/0/ratio", "1e+300 is too large for Float"),
        (["leaves": [], "names": ["a", 1]], "/names/1", "expected a text, found a number"),
        (["leaves": [], "names": "a"], "/names", "expected a list, found a text"),
        (
            ["leaves": [], "names": [], "named": ["a/b~": [true]]], "/named/a~1b~0/0",
            "expected a whole number, found true or false"
        ),
    ]

    @Test("what does not fit is refused with place and reason", arguments: misfits)
    func misfit(json: JSONValue, pointer: String, message: String) {
        #expect(throws: JSONCodingError(message, pointer: pointer)) {
            try JSONValueDecoder().decode(Tree.self, from: json)
        }
    }

    @Test("a missing member and null are nil to an optional, and unknown members are overlooked")
    func optionals() throws {
        for json: JSONValue in [["text": "", "count": 1], ["text": "", "count": 1, "ratio": .null, "more": 1]] {
            #expect(try JSONValueDecoder().decode(Leaf.self, from: json).ratio == nil)
        }
        #expect(try JSONValueDecoder().decode([Int?].self, from: [1, .null]) == [1, nil])
    }

    private struct TwoForms: Decodable {
        var text: String

        init(from decoder: any Decoder) throws {
            do {
                text = try decoder.singleValueContainer().decode(String.self)
            } catch DecodingError.typeMismatch {
                text = String(try decoder.singleValueContainer().decode(Int.self))
            }
        }
    }

    @Test("a type's own code sees the errors that the standard library defines")
    func standardErrors() throws {
        #expect(try JSONValueDecoder().decode([TwoForms].self, from: ["a", 1]).map(\.text) == ["a", "1"])
        struct Asking: Decodable {
            init(from decoder: any Decoder) throws {
                enum Keys: CodingKey { case absent }
                let container = try decoder.container(keyedBy: Keys.self)
                do {
                    _ = try container.decode(Int.self, forKey: .absent)
                    Issue.record("decoded what is not there")
                } catch DecodingError.keyNotFound(let key, _) {
                    #expect(key.stringValue == "absent")
                }
                #expect(!container.contains(.absent))
                #expect(try container.decodeIfPresent(Asking.self, forKey: .absent) == nil)
            }
        }
        _ = try JSONValueDecoder().decode(Asking.self, from: [:])
        struct Overrun: Decodable {
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                #expect(container.count == 1)
                _ = try container.decode(Int.self)
                #expect(container.isAtEnd)
                do {
                    _ = try container.decode(Int.self)
                    Issue.record("decoded what is not there")
                } catch DecodingError.valueNotFound(_, let context) {
                    #expect(context.codingPath.map(\.intValue) == [1])
                }
            }
        }
        _ = try JSONValueDecoder().decode(Overrun.self, from: [1])
    }

    @Test("an element that could not be read is not passed")
    func retry() throws {
        struct Lenient: Decodable {
            var kinds: [String] = []

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                while !container.isAtEnd {
                    if try container.decodeNil() {
                        kinds.append("null")
                    } else if let number = try? container.decode(Int.self) {
                        kinds.append("\(number)")
                    } else {
                        kinds.append(try container.decode([String].self).joined())
                    }
                }
            }
        }
        #expect(
            try JSONValueDecoder().decode(Lenient.self, from: [1, .null, ["a", "b"]]).kinds == ["1", "null", "ab"]
        )
    }

    private struct Picky: Decodable {
        struct Wrong: Error, CustomStringConvertible {
            var description: String { "does not please" }
        }

        init(from decoder: any Decoder) throws {
            if try decoder.singleValueContainer().decode(Bool.self) { throw Wrong() }
        }
    }

    @Test("an error of a type's own has the place where it was thrown")
    func ownErrors() {
        #expect(throws: JSONCodingError("does not please", pointer: "/a/1")) {
            try JSONValueDecoder().decode([String: [Picky]].self, from: ["a": [false, true]])
        }
        struct Second: Decodable {
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: JSONKey.self)
                _ = try? container.decode(Picky.self, forKey: JSONKey(stringValue: "a"))
                _ = try container.decode(Picky.self, forKey: JSONKey(stringValue: "b"))
            }
        }
        #expect(throws: JSONCodingError("does not please", pointer: "/0/b")) {
            try JSONValueDecoder().decode([Second].self, from: [["a": true, "b": true]])
        }
    }

    @Test("containers within containers, by hand, and what a superclass reads")
    func nested() throws {
        struct Flat: Decodable {
            var values: [Int] = []
            var hasSuper: Bool

            init(from decoder: any Decoder) throws {
                let outer = try decoder.container(keyedBy: JSONKey.self)
                let inner = try outer.nestedContainer(keyedBy: JSONKey.self, forKey: JSONKey(stringValue: "inner"))
                var list = try inner.nestedUnkeyedContainer(forKey: JSONKey(stringValue: "list"))
                values.append(try list.decode(Int.self))
                let object = try list.nestedContainer(keyedBy: JSONKey.self)
                values.append(try object.decode(Int.self, forKey: JSONKey(stringValue: "x")))
                var last = try list.nestedUnkeyedContainer()
                values.append(try last.decode(Int.self))
                values.append(try list.superDecoder().singleValueContainer().decode(Int.self))
                hasSuper = try !outer.superDecoder().singleValueContainer().decodeNil()
            }
        }
        let json: JSONValue = ["inner": ["list": [1, ["x": 2], [3], 4]]]
        let flat = try JSONValueDecoder().decode(Flat.self, from: json)
        #expect(flat.values == [1, 2, 3, 4] && !flat.hasSuper)
    }

    @Test("every integer type at its bounds, as far as JSON goes")
    func integers() throws {
        func check<Integer: FixedWidthInteger & Decodable>(_ type: Integer.Type) throws {
            let most = Int(clamping: Integer.max)
            let bound = min(most, JSONNumber.maximumInteger)
            let json = JSONValue.number(try #require(JSONNumber(exactly: bound)))
            #expect(try JSONValueDecoder().decode(type, from: json) == Integer(bound))
            #expect(try JSONValueDecoder().decode([String: Integer].self, from: ["a": json]) == ["a": Integer(bound)])
            guard most < JSONNumber.maximumInteger else { return }
            let over = JSONValue.number(try #require(JSONNumber(exactly: bound + 1)))
            #expect(throws: JSONCodingError.self) { try JSONValueDecoder().decode(type, from: over) }
        }
        try check(Int8.self)
        try check(Int16.self)
        try check(Int32.self)
        try check(Int64.self)
        try check(Int128.self)
        try check(UInt8.self)
        try check(UInt16.self)
        try check(UInt32.self)
        try check(UInt64.self)
        try check(UInt128.self)
    }

    @Test("what nests too deep is refused, where it is read")
    func depth() throws {
        final class Nest: Decodable {
            var inner: [Nest]
        }
        func nest(_ depth: Int) -> JSONValue {
            (0..<depth).reduce(["inner": []]) { inner, _ in ["inner": [inner]] }
        }
        var decoder = JSONValueDecoder()
        #expect(throws: JSONCodingError.self) { try decoder.decode(Nest.self, from: nest(200)) }
        decoder.maximumDepth = 4
        _ = try decoder.decode(Nest.self, from: nest(1))
        #expect(throws: JSONCodingError("nests deeper than 4", pointer: "/inner/0/inner/0")) {
            try decoder.decode(Nest.self, from: nest(2))
        }
    }

    @Test("nothing is left of a value that could not be read or written, nor of one that got over it")
    func leftovers() throws {
        struct Forgiving: Codable {
            init() {}

            init(from decoder: any Decoder) throws {
                _ = try? Refusing(from: decoder)
                _ = try? decoder.singleValueContainer().decode(Refusing.self)
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try? container.encode(Double.nan)
                var list = encoder.unkeyedContainer()
                var inner = list.nestedUnkeyedContainer()
                _ = inner.nestedUnkeyedContainer()
                var object = encoder.container(keyedBy: JSONKey.self)
                _ = object.superEncoder()
            }
        }
        struct Refusing: Decodable {
            init(from decoder: any Decoder) throws { throw JSONCodingError("no", pointer: "") }
        }
        final class Companion: Sendable {}

        let key = try #require(CodingUserInfoKey(rawValue: "companion"))
        var traces: [Trace] = []
        do {
            var decoder = JSONValueDecoder()
            var companion = Companion()
            decoder.userInfo[key] = companion
            traces.append(Trace(of: companion))
            #expect(throws: JSONCodingError.self) { try decoder.decode([Refusing].self, from: [1]) }
            _ = try decoder.decode([Forgiving].self, from: [1])
            var encoder = JSONValueEncoder()
            companion = Companion()
            encoder.userInfo[key] = companion
            traces.append(Trace(of: companion))
            #expect(throws: JSONCodingError.self) { try encoder.encode(["x": Double.nan]) }
            _ = try encoder.encode([Forgiving()])
        }
        #expect(traces.allSatisfy { $0.object == nil })
    }

    @Test("errors hold little of what a peer sent")
    func shortErrors() {
        struct Talkative: Decodable {
            init(from decoder: any Decoder) throws {
                throw JSONCodingError(try decoder.singleValueContainer().decode(String.self), pointer: "")
            }
        }
        let long = String(repeating: "é", count: 100_000)
        #expect {
            try JSONValueDecoder().decode([String: Talkative].self, from: [JSONName(long): .string(long)])
        } throws: { error in
            "\(error)".utf8.count < 1_000
        }
        #expect {
            try JSONValueDecoder().decode([String: Int].self, from: [JSONName(long): "x"])
        } throws: { error in
            (error as? JSONCodingError)?.pointer.utf8.count == 132
        }
    }

    @Test("a type's own code gets the user info")
    func userInfo() throws {
        struct Curious: Decodable {
            static let key = CodingUserInfoKey(rawValue: "answer")
            var answer: Int?

            init(from decoder: any Decoder) throws {
                answer = Self.key.flatMap { decoder.userInfo[$0] as? Int }
            }
        }
        var decoder = JSONValueDecoder()
        decoder.userInfo[try #require(Curious.key)] = 42
        #expect(try decoder.decode([Curious].self, from: [1]).first?.answer == 42)
    }
}
