// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Schemas from types")
struct JSONSchemaDerivationTests {
    private enum Size: String, Codable, CaseIterable {
        case small, large
    }

    private enum Level: Int, Codable, CaseIterable {
        case low = 1
        case high = 3
    }

    private struct Point: Codable {
        var x: Double
        var y: Double?
    }

    private struct Order: Codable {
        enum CodingKeys: String, CodingKey {
            case name, size, level, count, path
            case extraNotes = "extra_notes"
            case isUrgent = "is_urgent"
        }

        var name: String
        var size: Size
        var level: Level?
        var count: UInt8
        var path: [Point]
        var extraNotes: [String: JSONValue]?
        var isUrgent: Bool
    }

    private static func json<Value: Decodable>(_ type: Value.Type) throws -> JSONObject {
        try JSONSchema(describing: type).json
    }

    @Test("a struct's members, their types, and which may be missing or null")
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
                    "name": ["type": "string"], "size": ["type": "string", "enum": ["small", "large"]],
                    "level": ["type": ["integer", "null"], "enum": [1, 3, .null]], "count": byte,
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
        #expect(try Self.json(UInt128.self) == ["type": "integer", "minimum": 0])
        #expect(try Self.json([Bool].self) == ["type": "array", "items": ["type": "boolean"]])
        #expect(
            try Self.json(Set<String>.self) == ["type": "array", "items": ["type": "string"], "uniqueItems": true]
        )
        #expect(
            try Self.json([String: Float].self) == ["type": "object", "additionalProperties": ["type": "number"]]
        )
        #expect(try Self.json(Int8?.self) == ["type": ["integer", "null"], "minimum": -128, "maximum": 127])
        #expect(try Self.json([Int?].self) == ["type": "array", "items": ["type": ["integer", "null"]]])
        #expect(try Self.json(JSONValue.self) == [:])
        #expect(try Self.json(JSONValue?.self) == [:])
        #expect(try Self.json(JSONObject.self) == ["type": "object"])
        #expect(try Self.json(Nothing.self) == ["type": "object"])
        struct Empty: Codable {}
        #expect(try Self.json(Empty.self) == ["type": "object"])
    }

    private struct Generic<Value: Decodable>: Decodable {
        var value: Value
    }

    @propertyWrapper
    private struct Clamped: Codable {
        var wrappedValue: Int

        init(wrappedValue: Int) {
            self.wrappedValue = wrappedValue
        }

        init(from decoder: any Decoder) throws {
            wrappedValue = min(max(try decoder.singleValueContainer().decode(Int.self), 0), 9)
        }
    }

    private struct Name: RawRepresentable, Codable {
        var rawValue: String
    }

    @Test("generic types, property wrappers and structs with raw values")
    func wrappers() throws {
        struct Wrapping: Decodable {
            @Clamped var digit = 0
            var name: Generic<Name>
        }
        #expect(
            try Self.json(Wrapping.self) == [
                "type": "object",
                "properties": [
                    "digit": ["type": "integer"],
                    "name": ["type": "object", "properties": ["value": ["type": "string"]], "required": ["value"]],
                ],
                "required": ["digit", "name"],
            ]
        )
    }

    private class Base: Decodable {
        var id: Int
    }

    private final class Derived: Base {
        enum Keys: CodingKey { case name, more, pair }

        required init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            _ = try container.decode(String.self, forKey: .name)
            if container.contains(.more) { _ = try container.decode(Int.self, forKey: .more) }
            var pair = try container.nestedUnkeyedContainer(forKey: .pair)
            _ = try pair.decode(Int.self)
            _ = try pair.decode(String.self)
            try super.init(from: container.superDecoder())
        }
    }

    @Test("what is read by hand: superclasses, nested containers, lists by place, members that are asked about")
    func byHand() throws {
        #expect(
            try Self.json(Derived.self) == [
                "type": "object",
                "properties": [
                    "name": ["type": "string"], "more": ["type": ["integer", "null"]],
                    "pair": [
                        "type": "array", "prefixItems": [["type": "integer"], ["type": "string"]], "minItems": 2,
                    ],
                    "super": ["type": "object", "properties": ["id": ["type": "integer"]], "required": ["id"]],
                ],
                "required": ["name", "pair", "super"],
            ]
        )
        #expect(
            try Self.json(ClosedRange<Int>.self) == [
                "type": "array", "prefixItems": [["type": "integer"], ["type": "integer"]], "minItems": 2,
            ]
        )
    }

    private enum IntOrText: Decodable {
        case int(Int)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Int.self) {
                self = .int(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    @Test("a type that tries one kind of value after the other has them all")
    func alternatives() throws {
        #expect(try Self.json(IntOrText.self) == ["anyOf": [["type": "integer"], ["type": "string"]]])
    }

    private struct Celsius: CapabilitySchema, Encodable {
        static let jsonSchema = JSONSchema(["type": "number", "minimum": -273.15])

        var degrees: Double

        init(from decoder: any Decoder) throws {
            degrees = try decoder.singleValueContainer().decode(Double.self)
            guard degrees >= -273.15 else { throw JSONCodingError("too cold", pointer: "") }
        }
    }

    private struct Even: CapabilitySchema {
        static let jsonSchema = JSONSchema(["type": "integer", "minimum": 1, "multipleOf": 2])
        static let jsonExample: JSONValue = 2

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer().decode(Int.self)
            guard value.isMultiple(of: 2) else { throw JSONCodingError("odd", pointer: "") }
        }
    }

    @Test("types that describe themselves, alone and within others, with an example made or given")
    func selfDescribing() throws {
        #expect(try Self.json(Celsius.self) == ["type": "number", "minimum": -273.15])
        for schema in [try Self.json(Generic<Celsius>.self), try Self.json([String: [Celsius?]].self)] {
            #expect(schema["type"] == "object")
        }
        struct Both: Decodable {
            var even: Even
            var celsius: Celsius
        }
        #expect(try Self.json(Both.self)["required"] == ["celsius", "even"])
    }

    @Test("notes on members stand in the schema, and one on nothing is a mistake")
    func descriptions() throws {
        struct Stay: Codable, DescribedMembers {
            static let memberDescriptions = ["city": "Where.", "nights": "How many."]

            var city: String
            var nights: Int?
            var other: Bool
        }
        #expect(
            try Self.json(Stay.self)["properties"] == [
                "city": ["type": "string", "description": "Where."],
                "nights": ["type": ["integer", "null"], "description": "How many."], "other": ["type": "boolean"],
            ]
        )
        struct Mistaken: Codable, DescribedMembers {
            static let memberDescriptions = ["ciy": "Where."]

            var city: String
        }
        #expect(try #require(Self.refusal(Mistaken.self)).reason.contains("'ciy'"))
    }

    // MARK: - Refusals

    private indirect enum Expression: Codable {
        case number(Int)
        case sum(Expression, Expression)
    }

    private struct Node: Codable {
        var children: [Node]
    }

    private enum Unknown: String, Codable {
        case a
    }

    private struct Odd: CapabilitySchema {
        static let jsonSchema = JSONSchema.integer

        init(from decoder: any Decoder) throws {
            guard try decoder.singleValueContainer().decode(Int.self) != 0 else {
                throw JSONCodingError("nought", pointer: "")
            }
        }
    }

    private struct ToTheEnd: Decodable {
        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            while !list.isAtEnd { _ = try list.decode(Int.self) }
        }
    }

    private struct Overlooking: Decodable {
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode([Node].self)) == nil { _ = try container.decode(Int.self) }
        }
    }

    private static func refusal<Value: Decodable>(_ type: Value.Type) -> SchemaDerivationError? {
        do {
            _ = try JSONSchema(describing: type)
            return nil
        } catch {
            return error
        }
    }

    @Test("what has no schema is refused by its type's name, its place and what to do")
    func refusals() throws {
        let expression = try #require(Self.refusal(Generic<[String: Expression]>.self))
        #expect(expression.typeName == "Expression" && expression.place == "value")
        #expect(expression.description.contains("no JSON Schema follows from Expression, the type of value: "))
        let node = try #require(Self.refusal(Node.self))
        #expect(node.typeName == "Node" && node.place == "children" && node.reason.contains("contains itself"))
        #expect(try #require(Self.refusal(Unknown.self)).reason.contains("CaseIterable"))
        #expect(try #require(Self.refusal(Generic<Odd>.self)).reason.contains("jsonExample"))
        #expect(try #require(Self.refusal(ToTheEnd.self)).reason.contains("to its end"))
        #expect(try #require(Self.refusal(Overlooking.self)).typeName == "Node")
        #expect(try #require(Self.refusal([Int: String].self)).reason.contains("String"))
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
        #expect(code { try agent.serve("a") { (_: String?, _) in Nothing() } } == .undescribableType)
        #expect(code { try agent.serve("A b") { (_: Nothing, _) in Nothing() } } == .invalidCapability)
        #expect(
            code { try agent.serve("a.b", options: .init(concurrency: 0)) { (_: Nothing, _) in 1 } }
                == .invalidCapability
        )
        #expect(code { try agent.serve("a.b") { (_: [String: Int], _) in 1 } } == nil)
    }
}
