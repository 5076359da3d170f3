// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("JSONObject")
struct JSONObjectTests {
    @Test("members are found, replaced, added and taken away by name")
    func members() {
        var object: JSONObject = ["b": 2, "a": 1]
        #expect(object["a"] == 1)
        #expect(object["c"] == nil)
        object["a"] = .null
        #expect(object["a"] == .null)
        object["c"] = 3
        object["0"] = 0
        #expect(object.map(\.name) == ["0", "a", "b", "c"])
        object["b"] = nil
        object["z"] = nil
        #expect(object.canonicalText == #"{"0":0,"a":null,"c":3}"#)
        #expect(object.canonicalBytes() == Array(object.description.utf8))
    }

    @Test("composed and decomposed names are two members")
    func normalization() {
        let object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
        #expect(object.count == 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test("members set in any order stand in canonical order")
    func order() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = RandomJSON(seed: seed)
        var object = JSONObject()
        var expected: [JSONName: JSONValue] = [:]
        for number in 0..<500 {
            let name = JSONName(random.text())
            let value: JSONValue? = number.isMultiple(of: 7) ? nil : .number(random.number())
            object[name] = value
            expected[name] = value
        }
        #expect(object.map(\.name) == expected.keys.sorted(), "seed \(seed)")
        #expect(object.allSatisfy { expected[$0.name] == $0.value }, "seed \(seed)")
    }

    @Test("objects are equal whatever the order in which they were written")
    func equality() throws {
        #expect(JSONValue.object(["a": 1, "b": [2]]) == (try JSONValue(parsing: #"{"b":[2],"a":1}"#)))
        #expect(JSONObject() == [:])
        #expect(["a": 1] as JSONObject != ["a": 2])
        #expect(["a": 1] as JSONObject != ["b": 1])
        #expect(["a": 1] as JSONObject != ["a": 1, "b": 1])
    }

    @Test("a literal with the same name twice is a programming mistake")
    func duplicateLiteral() async {
        await #expect(processExitsWith: .failure) { _ = ["a": 1, "b": 2, "a": 3] as JSONObject }
    }

    @Test("members in any order are put in order, and of one name the last counts")
    func anyOrder() {
        let object = JSONObject(members: [("b", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5), ("a", 6)])
        #expect(object == ["a": 6, "b": 5, "c": 4])
        #expect(object.map(\.name.text) == ["a", "b", "c"])
        #expect(JSONObject(members: []) == [:])
        #expect(JSONObject(members: [("a", 1), ("a", 2)]) == ["a": 2])
    }
}
