// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("JSONValue")
struct JSONValueTests {
    private static let kinds: [JSONValue] = [.null, true, 1, 1.5, "text", [1], ["a": 1]]

    @Test("an accessor gives the value of its kind and nothing of the others")
    func accessors() {
        #expect(Self.kinds.map(\.isNull) == [true, false, false, false, false, false, false])
        #expect(Self.kinds.map(\.bool) == [nil, true, nil, nil, nil, nil, nil])
        #expect(Self.kinds.map(\.int) == [nil, nil, 1, nil, nil, nil, nil])
        #expect(Self.kinds.map(\.double) == [nil, nil, 1, 1.5, nil, nil, nil])
        #expect(Self.kinds.map(\.string) == [nil, nil, nil, nil, "text", nil, nil])
        #expect(Self.kinds.map(\.array) == [nil, nil, nil, nil, nil, [1], nil])
        #expect(Self.kinds.map(\.object) == [nil, nil, nil, nil, nil, nil, ["a": 1]])
    }

    @Test("values of different kinds differ")
    func kindsDiffer() {
        for (index, value) in Self.kinds.enumerated() {
            for (otherIndex, other) in Self.kinds.enumerated() {
                #expect((value == other) == (index == otherIndex))
            }
        }
        #expect(JSONValue.bool(true) != .bool(false))
        #expect(JSONValue.array([1, 2]) != [2, 1])
    }

    @Test("strings are compared by bytes, at any depth")
    func bytes() {
        let (composed, decomposed): (JSONValue, JSONValue) = ("\u{E9}", "e\u{301}")
        #expect(composed != decomposed)
        #expect(JSONValue.array([composed]) != [decomposed])
        #expect(JSONValue.object(["a": composed]) != ["a": decomposed])
        #expect(composed == .string("\u{E9}"))
    }

    @Test("canonical text escapes what must be escaped and nothing else")
    func escapes() {
        let text = "\"\\/\u{8}\t\n\u{B}\u{C}\r\u{0}\u{1F} \u{7F}\u{80}é\u{2028}😀"
        #expect(
            JSONValue.string(text).canonicalText
                == #""\"\\/\b\t\n\u000b\f\r\u0000\u001f "# + " \u{7F}\u{80}é\u{2028}😀\"".dropFirst()
        )
    }

    @Test("a string of any length is written whole, wherever its escape stands")
    func escapePlaces() {
        for length in 0...40 {
            for place in 0...length {
                let (before, after) = (
                    String(repeating: "x", count: place), String(repeating: "é", count: length - place)
                )
                #expect(JSONValue.string(before + after).canonicalText == "\"\(before)\(after)\"")
                #expect(JSONValue.string(before + "\n" + after).canonicalText == "\"\(before)\\n\(after)\"")
            }
        }
    }

    @Test("canonical bytes are appended after what is there")
    func append() {
        var buffer = Array("x".utf8)
        JSONValue.array([.null, true, false, [], [:]]).appendCanonical(to: &buffer)
        #expect(String(decoding: buffer, as: UTF8.self) == "x[null,true,false,[],{}]")
        #expect(JSONValue.object(["b": [1], "a": [:]]).description == #"{"a":{},"b":[1]}"#)
    }
}
