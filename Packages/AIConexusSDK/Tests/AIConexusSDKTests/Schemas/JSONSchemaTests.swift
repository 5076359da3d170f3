// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Schemas as values")
struct JSONSchemaTests {
    @Test("shorthands make the JSON that they stand for")
    func shorthands() {
        #expect(JSONSchema.number(0...1).json == ["type": "number", "minimum": 0, "maximum": 1])
        #expect(JSONSchema.number(0...(.infinity)).json == ["type": "number", "minimum": 0])
        #expect(JSONSchema.integer(1...6).json == ["type": "integer", "minimum": 1, "maximum": 6])
        #expect(JSONSchema.string(length: 1...64).json == ["type": "string", "minLength": 1, "maxLength": 64])
        #expect(JSONSchema.oneOf([1, 2]).json == ["type": "integer", "enum": [1, 2]])
        #expect(
            JSONSchema.object(["b": .string, "a": .integer.described("how many")], required: ["b", "a"]).json == [
                "type": "object",
                "properties": ["a": ["type": "integer", "description": "how many"], "b": ["type": "string"]],
                "required": ["a", "b"],
            ]
        )
    }

    private static let nullable: [(JSONSchema, JSONObject)] = [
        (.any, [:]), (.string, ["type": ["string", "null"]]),
        (JSONSchema(["type": ["string", "null"]]), ["type": ["string", "null"]]),
        (.oneOf(["a"]), ["type": ["string", "null"], "enum": ["a", .null]]),
        (JSONSchema(["const": 1]), ["anyOf": [["const": 1], ["type": "null"]]]),
        (
            JSONSchema(["type": "object", "oneOf": [true]]),
            ["anyOf": [["type": "object", "oneOf": [true]], ["type": "null"]]]
        ),
    ]

    @Test("the same or null", arguments: nullable)
    func orNull(schema: JSONSchema, expected: JSONObject) throws {
        #expect(schema.orNull.json == expected)
        #expect(try JSONSchemaValidator(schema.orNull).isValid(.null))
    }

    private static let withExamples: [JSONSchema] = [
        .any, .string, .boolean, .number, .integer, .openObject, .integer(5...9), .number(-3...(-1)),
        .string(length: 3...4), .string(format: "date-time"), .array(of: .integer), .oneOf(["x"]), .string.orNull,
        JSONSchema(["type": "integer", "exclusiveMinimum": 3]), JSONSchema(["type": "number", "exclusiveMaximum": -3]),
        JSONSchema(["const": [1]]), JSONSchema(["anyOf": [["type": "null"], ["type": "string"]]]),
        JSONSchema(["type": "array", "items": ["type": "boolean"], "minItems": 3]),
        JSONSchema(["type": "array", "prefixItems": [["const": 1]], "items": ["const": 2], "minItems": 2]),
        .object(["a": .integer(2...3), "b": .string], required: ["a"]),
        JSONSchema(["type": "string", "examples": ["x"], "minLength": 1]),
    ]

    @Test("an example obeys its schema", arguments: withExamples)
    func examples(schema: JSONSchema) throws {
        #expect(throws: Never.self) { try JSONSchemaValidator(schema).validate(schema.example) }
    }

    @Test("an example is never large")
    func smallExamples() {
        #expect(JSONSchema(["type": "string", "minLength": 1_000_000_000]).example.string?.utf8.count == 1_000)
    }
}
