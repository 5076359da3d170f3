// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Limits of schemas and their checks")
struct JSONSchemaLimitTests {
    private static func nested(_ depth: Int, in wrap: (JSONValue) -> JSONValue) -> JSONValue {
        (0..<depth).reduce(1) { inner, _ in wrap(inner) }
    }

    @Test("schemas within a schema are counted")
    func schemaCount() throws {
        let limits = JSONSchemaValidator.Limits(maximumSchemaCount: 4)
        _ = try JSONSchemaValidator(["allOf": [[:], [:], [:]]], limits: limits)
        #expect(throws: JSONSchemaError.self) {
            try JSONSchemaValidator(["allOf": [[:], [:], [:], [:]]], limits: limits)
        }
    }

    @Test("schemas are applied one within the other to the limit, and no further")
    func depth() throws {
        let validator = try JSONSchemaValidator(
            ["items": ["$ref": "#"]],
            limits: JSONSchemaValidator.Limits(maximumDepth: 5)
        )
        #expect(validator.isValid(Self.nested(2) { [$0] }))
        #expect(!validator.isValid(Self.nested(3) { [$0] }))
    }

    @Test(
        "what nests too deep is given up on, not crashed on",
        arguments: [
            ["items": ["$ref": "#"]], ["additionalProperties": ["allOf": [["anyOf": [["$ref": "#"]]]]]],
            ["items": ["oneOf": [["not": ["not": ["$ref": "#"]]]]]],
            ["items": ["if": true, "then": ["dependentSchemas": ["a": false], "$ref": "#"]]],
        ] as [JSONValue]
    )
    func deepValues(schema: JSONValue) throws {
        let validator = try JSONSchemaValidator(schema)
        for deep in [Self.nested(400) { [$0] }, Self.nested(400) { ["b": $0] }] where !validator.isValid(deep) {
            #expect {
                try validator.validate(deep)
            } throws: { error in
                (error as? JSONSchemaViolation)?.keyword == nil
            }
            return
        }
        Issue.record("neither list nor object went deep")
    }

    @Test("a schema that nests very deep is read")
    func deepSchemas() throws {
        let validator = try JSONSchemaValidator(["not": Self.nested(400) { ["items": ["const": $0]] }])
        #expect(!validator.isValid([]))
        let deep = Self.nested(400) { $0 == 1 ? [:] : ["items": $0] }
        #expect(try JSONSchemaValidator(deep).isValid([]))
    }

    @Test("a schema that doubles the work at each level is given up on")
    func doubling() throws {
        var definitions: JSONObject = ["d0": ["const": 1]]
        for level in 1...40 {
            let below: JSONValue = ["$ref": .string("#/$defs/d\(level - 1)")]
            definitions[JSONName("d\(level)")] = ["allOf": [below, below]]
        }
        let validator = try JSONSchemaValidator(["$ref": "#/$defs/d40", "$defs": .object(definitions)])
        #expect {
            try validator.validate(1)
        } throws: { error in
            (error as? JSONSchemaViolation)?.keyword == nil
        }
        // Giving up is no agreement, not even within `not`.
        let negated = try JSONSchemaValidator(
            ["not": ["$ref": "#/$defs/d40"], "$defs": .object(definitions)]
        )
        #expect(!negated.isValid(1))
    }

    @Test("comparisons count as work")
    func comparisons() throws {
        let list: JSONValue = .array((0..<100).map { .number(JSONNumber(integerLiteral: $0)) })
        let few = JSONSchemaValidator.Limits(maximumStepCount: 90)
        #expect(try !JSONSchemaValidator(["uniqueItems": true], limits: few).isValid(list))
        #expect(try JSONSchemaValidator(["uniqueItems": true]).isValid(list))
        #expect(try !JSONSchemaValidator(["const": list], limits: few).isValid(list))
        #expect(try JSONSchemaValidator(["const": list]).isValid(list))
    }

    @Test("a pattern's work counts, a little for each character")
    func patterns() throws {
        let text = JSONValue.string(String(repeating: "a", count: 10_000))
        let few = JSONSchemaValidator.Limits(maximumStepCount: 500)
        #expect(try !JSONSchemaValidator(["pattern": "^a*$"], limits: few).isValid(text))
        #expect(try JSONSchemaValidator(["pattern": "^a*$"]).isValid(text))
        #expect(try !JSONSchemaValidator(["not": ["pattern": "b"]], limits: few).isValid(text))
        #expect(try JSONSchemaValidator(["pattern": "a"], limits: few).isValid(text))
    }

    @Test("messages hold little of the value")
    func shortMessages() throws {
        let long = String(repeating: "x", count: 10_000)
        let rows: [(JSONValue, JSONValue)] = [
            (["enum": ["a"]], .string(long)), (["enum": [.string(long)]], "a"), (["const": .string(long)], 1),
            (["required": [.string(long)]], [:]), (["maxLength": 1], .string(long)),
        ]
        for (schema, value) in rows {
            #expect {
                try JSONSchemaValidator(schema).validate(value)
            } throws: { error in
                ((error as? JSONSchemaViolation)?.message.utf8.count ?? .max) < 300
            }
        }
    }
}
