// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusSDK

@Suite("Codable values as JSON")
struct JSONValueCodingTests {
    private struct Leaf: Codable, Equatable {
        var text: String
        var number: Double
        var count: Int64
        var small: UInt8?
        var flag: Bool
    }

    private struct Tree: Codable, Equatable {
        var leaves: [Leaf]
        var named: [String: [Leaf?]]
        var json: JSONValue
        var object: JSONObject?
        var bytes: [UInt8]
    }

    private class Base: Codable {
        var name: String

        init(_ name: String) {
            self.name = name
        }
    }

    private final class Derived: Base {
        private enum CodingKeys: String, CodingKey {
            case number
        }

        var number: Int

        init(_ name: String, _ number: Int) {
            self.number = number
            super.init(name)
        }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            number = try container.decode(Int.self, forKey: .number)
            try super.init(from: container.superDecoder())
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(number, forKey: .number)
            try super.encode(to: container.superEncoder())
        }
    }

    private static func leaf(_ generator: inout SeededGenerator) -> Leaf {
        Leaf(
            text: String(
                (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    "aé\"\\\u{1F600}/".randomElement(using: &generator) ?? "a"
                }
            ),
            number: Double.random(in: -1e6...1e6, using: &generator),
            count: Int64.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &generator),
            small: Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : nil,
            flag: Bool.random(using: &generator)
        )
    }

    @Test("what is written is read again", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let tree = Tree(
            leaves: (0..<5).map { _ in Self.leaf(&generator) },
            named: ["a": [Self.leaf(&generator), nil], "b/~": []],
            json: ["x": [1, nil ?? .null, "y"]],
            object: Bool.random(using: &generator) ? ["k": 1] : nil,
            bytes: [0, 255]
        )
        let json = try JSONValueEncoder().encode(tree)
        #expect(try JSONValueDecoder().decode(Tree.self, from: json) == tree, "seed \(seed)")
        let text = try JSONValue(parsing: json.canonicalText)
        #expect(try JSONValueDecoder().decode(Tree.self, from: text) == tree, "seed \(seed)")
    }

    @Test("superclasses have a member of their own")
    func classes() throws {
        let json = try JSONValueEncoder().encode(Derived("a", 1))
        #expect(json == ["number": 1, "super": ["name": "a"]])
        let read = try JSONValueDecoder().decode(Derived.self, from: json)
        #expect(read.name == "a" && read.number == 1)
    }
}
