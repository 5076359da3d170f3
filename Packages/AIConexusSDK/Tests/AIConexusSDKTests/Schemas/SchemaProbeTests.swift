// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Schemas from types")
struct SchemaProbeTests {
    private enum Size: String, Codable, CaseIterable {
        case small, large
    }

    private struct Point: Codable {
        var x: Double
        var y: Double?
    }

    private struct Order: Codable {
        enum CodingKeys: String, CodingKey {
            case name, size, count, path
            case extraNotes = "extra_notes"
            case isUrgent = "is_urgent"
        }

        var name: String
        var size: Size
        var count: UInt8
        var path: [Point]
        var extraNotes: [String: JSONValue]?
        var isUrgent: Bool
    }

    private struct Wrapped<Value: Codable>: Codable {
        var value: Value
    }

    private struct Celsius: CapabilitySchema, Codable {
        static let jsonSchema = JSONSchema(["type": "number", "minimum": -273.15])
        static let jsonExample: JSONValue = 20

        var degrees: Double

        init(from decoder: any Decoder) throws {
            degrees = try decoder.singleValueContainer().decode(Double.self)
            guard degrees >= -273.15 else { throw JSONCodingError("too cold", pointer: "") }
        }
    }

    private indirect enum Expression: Codable {
        case number(Int)
        case sum(Expression, Expression)
    }

    private struct Node: Codable {
        var children: [Node]
    }

    private struct Pair: Codable {
        var left: Int
        var right: Int

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            left = try list.decode(Int.self)
            right = try list.decode(Int.self)
        }
    }

    private static func json<Value: Decodable>(_ type: Value.Type) throws -> JSONObject {
        try SchemaProbe.schema(of: type).json
    }

    @Test("a struct's members, their types, and which may be missing")
    func structs() throws {
        let byte: JSONValue = ["type": "integer", "minimum": 0, "maximum": 255]
        let point: JSONValue = [
            "type": "object", "properties": ["x": ["type": "number"], "y": ["type": ["number", "null"]]],
            "required": ["x"],
        ]
        #expect(
            try Self.json(Order.self) == [
                "type": "object",
                "properties": [
                    "name": ["type": "string"], "size": ["type": "string", "enum": ["small", "large"]], "count": byte,
                    "path": ["type": "array", "items": point],
                    "extra_notes": ["type": ["object", "null"], "additionalProperties": [:]],
                    "is_urgent": ["type": "boolean"],
                ],
                "required": ["count", "is_urgent", "name", "path", "size"],
            ]
        )
    }

    @Test("scalars, lists, sets, dictionaries, optionals and JSON itself")
    func composites() throws {
        #expect(try Self.json(Int.self) == ["type": "integer"])
        #expect(try Self.json(UInt.self) == ["type": "integer", "minimum": 0])
        #expect(try Self.json([Bool].self) == ["type": "array", "items": ["type": "boolean"]])
        #expect(
            try Self.json(Set<String>.self) == ["type": "array", "items": ["type": "string"], "uniqueItems": true]
        )
        #expect(
            try Self.json([String: Float].self) == ["type": "object", "additionalProperties": ["type": "number"]]
        )
        #expect(
            try Self.json(Int8?.self) == [
                "type": ["integer", "null"], "minimum": -128, "maximum": 127,
            ]
        )
        #expect(try Self.json(JSONValue.self) == [:])
        #expect(try Self.json(JSONObject.self) == ["type": "object"])
        #expect(try Self.json(Nothing.self) == ["type": "object"])
    }

    @Test("types that describe themselves, alone and within others")
    func selfDescribing() throws {
        let celsius: JSONValue = ["type": "number", "minimum": -273.15]
        #expect(try JSONValue.object(Self.json(Celsius.self)) == celsius)
        #expect(
            try Self.json(Wrapped<Celsius>.self) == [
                "type": "object", "properties": ["value": celsius], "required": ["value"],
            ]
        )
    }

    @Test("what has no schema is refused by its type's name")
    func refusals() {
        #expect { try Self.json(Expression.self) } throws: { "\($0)".contains("Expression") }
        #expect { try Self.json(Node.self) } throws: { "\($0)".contains("Node") && "\($0)".contains("itself") }
        #expect(throws: SchemaDerivationError.self) { try Self.json(Pair.self) }
        #expect(throws: SchemaDerivationError.self) { try Self.json([Int: String].self) }
    }

    @Test("serving refuses such types, inputs that are no objects, and names that are none")
    func serving() {
        let agent = Agent(name: "test")
        func code(_ body: () throws -> Void) -> AgentError.Code? {
            do {
                try body()
                return nil
            } catch {
                return (error as? AgentError)?.code
            }
        }
        #expect(code { try agent.serve("a") { (_: Node, _) in Nothing() } } == .undescribableType)
        #expect(code { try agent.serve("a") { (_: [Int], _) in Nothing() } } == .undescribableType)
        #expect(code { try agent.serve("A b") { (_: Nothing, _) in Nothing() } } == .invalidCapability)
        #expect(
            code { try agent.serve("a.b", options: .init(concurrency: 0)) { (_: Nothing, _) in 1 } }
                == .invalidCapability
        )
        #expect(code { try agent.serve("a.b") { (_: [String: Int], _) in 1 } } == nil)
    }
}
