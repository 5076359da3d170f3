// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Values checked against JSON Schemas")
struct JSONSchemaValidatorTests {
    /// A value that does not fit, with the place and the keyword that are told.
    struct Misfit: Sendable {
        let value: JSONValue
        let pointer: String
        let keyword: String

        init(_ value: JSONValue, _ pointer: String, _ keyword: String) {
            self.value = value
            self.pointer = pointer
            self.keyword = keyword
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let schema: JSONValue
        let fits: [JSONValue]
        let misfits: [Misfit]

        init(_ schema: JSONValue, fits: [JSONValue], misfits: [Misfit]) {
            self.schema = schema
            self.fits = fits
            self.misfits = misfits
        }

        var testDescription: String { schema.canonicalText }
    }

    private static let ofAnyValue = [
        Row(true, fits: [1, .null, [:]], misfits: []),
        Row(false, fits: [], misfits: [Misfit(1, "", "schema")]),
        Row([:], fits: [1, "a"], misfits: []),
        Row(["type": "integer"], fits: [1, 1.0, 1e300, -0.0], misfits: [Misfit(1.5, "", "type")]),
        Row(
            ["type": ["string", "null"]],
            fits: ["", .null],
            misfits: [Misfit(0, "", "type"), Misfit([], "", "type")]
        ),
        Row(["type": "number"], fits: [1, 0.5], misfits: [Misfit("1", "", "type"), Misfit(true, "", "type")]),
        Row(
            ["enum": ["a", 1, [1, ["x": .null]], .null]],
            fits: ["a", 1, [1.0, ["x": .null]], .null],
            misfits: [Misfit("b", "", "enum"), Misfit([1], "", "enum"), Misfit(false, "", "enum")]
        ),
        Row(["enum": ["é"]], fits: ["\u{E9}"], misfits: [Misfit("e\u{301}", "", "enum")]),
        Row(["const": ["a": 1]], fits: [["a": 1]], misfits: [Misfit(["a": 2], "", "const")]),
        Row(["enum": []], fits: [], misfits: [Misfit(1, "", "enum")]),
        Row(
            ["format": "email", "x-unknown": 1, "title": "t", "default": 1, "readOnly": true],
            fits: ["no email"],
            misfits: []
        ),
    ]

    private static let ofNumbersAndTexts = [
        Row(["minimum": 1], fits: [1, 2, "0"], misfits: [Misfit(0.5, "", "minimum")]),
        Row(["maximum": 1], fits: [1, 0], misfits: [Misfit(1.5, "", "maximum")]),
        Row(["exclusiveMinimum": 1], fits: [1.5], misfits: [Misfit(1, "", "exclusiveMinimum")]),
        Row(["exclusiveMaximum": 1], fits: [0.5], misfits: [Misfit(1, "", "exclusiveMaximum")]),
        Row(
            ["multipleOf": 0.01],
            fits: [19.99, 0.07, 1.1, 4.35, 0, 1_000_000_000],
            misfits: [Misfit(0.005, "", "multipleOf"), Misfit(19.995, "", "multipleOf")]
        ),
        Row(["multipleOf": 3], fits: [9, -3, 3e15], misfits: [Misfit(10, "", "multipleOf")]),
        Row(
            ["multipleOf": 1e-8],
            fits: [12_391_239_123, 1e21, 0.5, 1e-8, -1e-7],
            misfits: [Misfit(1e-9, "", "multipleOf"), Misfit(0.123456789, "", "multipleOf")]
        ),
        Row(["multipleOf": 0.5], fits: [1e308, 1.5], misfits: [Misfit(1.25, "", "multipleOf")]),
        Row(["multipleOf": 2.5e300], fits: [5e300, 2.5e301, 0], misfits: [Misfit(3e300, "", "multipleOf")]),
        Row(["multipleOf": 0.123456789], fits: [0], misfits: [Misfit(1e308, "", "multipleOf")]),
        Row(["pattern": "^a+$"], fits: ["aa", 1], misfits: [Misfit("ab", "", "pattern")]),
        Row(["minLength": 2], fits: ["ab", 1], misfits: [Misfit("\u{1F600}", "", "minLength")]),
        Row(["maxLength": 2], fits: ["\u{1F600}\u{1F600}"], misfits: [Misfit("abc", "", "maxLength")]),
    ]

    private static let ofLists = [
        Row(["minItems": 1], fits: [[1]], misfits: [Misfit([], "", "minItems")]),
        Row(["maxItems": 1], fits: [[1]], misfits: [Misfit([1, 2], "", "maxItems")]),
        Row(["items": ["type": "string"]], fits: [[], ["a"], 1], misfits: [Misfit(["a", 1], "/1", "type")]),
        Row(
            ["prefixItems": [["type": "string"], ["type": "number"]], "items": false],
            fits: [["a"], ["a", 1], []],
            misfits: [Misfit([1], "/0", "type"), Misfit(["a", 1, 2], "/2", "items")]
        ),
        Row(["prefixItems": [["const": 1]]], fits: [[1, 2]], misfits: [Misfit([2], "/0", "const")]),
        Row(["contains": ["const": 1]], fits: [[2, 1]], misfits: [Misfit([2], "", "contains")]),
        Row(
            ["contains": ["const": 1], "minContains": 2, "maxContains": 3],
            fits: [[1, 1], [1, 1, 1, 2]],
            misfits: [
                Misfit([], "", "contains"), Misfit([1], "", "minContains"), Misfit([1, 1, 1, 1], "", "maxContains"),
            ]
        ),
        Row(["contains": false, "minContains": 0], fits: [[]], misfits: []),
        Row(
            ["contains": true, "minContains": 2, "maxContains": 1],
            fits: [1],
            misfits: [Misfit([1], "", "minContains")]
        ),
        Row(
            ["uniqueItems": true],
            fits: [[1, "1", [1], true, .null], []],
            misfits: [Misfit([1, 2, 1.0], "", "uniqueItems"), Misfit([["a": 1], ["a": 1]], "", "uniqueItems")]
        ),
        Row(["uniqueItems": false], fits: [[1, 1]], misfits: []),
    ]

    private static let ofObjects = [
        Row(
            ["properties": ["a": ["type": "string"], "b": false], "additionalProperties": ["type": "number"]],
            fits: [["a": "x", "c": 1], [:], []],
            misfits: [
                Misfit(["a": 1], "/a", "type"), Misfit(["b": 1], "/b", "properties"), Misfit(["c": "x"], "/c", "type"),
            ]
        ),
        Row(
            ["properties": ["a/b~": ["type": "object", "properties": ["x": ["minimum": 0]]]]],
            fits: [["a/b~": ["x": 0]]],
            misfits: [Misfit(["a/b~": ["x": -1]], "/a~1b~0/x", "minimum")]
        ),
        Row(
            ["properties": ["a": true], "additionalProperties": false],
            fits: [["a": 1]],
            misfits: [Misfit(["a": 1, "z": 1], "/z", "additionalProperties")]
        ),
        Row(["required": ["a", "b"]], fits: [["a": 1, "b": 1], "x"], misfits: [Misfit(["a": 1], "/b", "required")]),
        Row(
            ["dependentRequired": ["a": ["b"]]],
            fits: [["a": 1, "b": 1], ["b": 1], [:]],
            misfits: [Misfit(["a": 1], "/b", "dependentRequired")]
        ),
        Row(
            ["dependentSchemas": ["a": ["maxProperties": 1]]],
            fits: [["a": 1], ["b": 1, "c": 1]],
            misfits: [Misfit(["a": 1, "b": 1], "", "maxProperties")]
        ),
        Row(
            [
                "properties": ["n1": ["maximum": 5]],
                "patternProperties": ["^n": ["type": "number"], "1$": ["minimum": 1]],
                "additionalProperties": false,
            ],
            fits: [["n1": 1, "n2": 9, "x1": "a"], [:]],
            misfits: [
                Misfit(["n1": 6], "/n1", "maximum"), Misfit(["n1": 0], "/n1", "minimum"),
                Misfit(["n1": "a"], "/n1", "type"), Misfit(["n2": "a"], "/n2", "type"),
                Misfit(["x2": 1], "/x2", "additionalProperties"),
            ]
        ),
        Row(["minProperties": 1], fits: [["a": 1]], misfits: [Misfit([:], "", "minProperties")]),
        Row(["maxProperties": 0], fits: [[:]], misfits: [Misfit(["a": 1], "", "maxProperties")]),
        Row(["propertyNames": ["maxLength": 1]], fits: [["a": 1]], misfits: [Misfit(["ab": 1], "/ab", "maxLength")]),
    ]

    private static let ofCombinations = [
        Row(
            ["allOf": [["minimum": 1], ["maximum": 2]]],
            fits: [1],
            misfits: [Misfit(0, "", "minimum"), Misfit(3, "", "maximum")]
        ),
        Row(
            ["anyOf": [["type": "string"], ["minimum": 1, "type": "number"]]],
            fits: ["a", 1],
            misfits: [Misfit(0, "", "minimum"), Misfit(.null, "", "anyOf")]
        ),
        Row(
            ["oneOf": [["multipleOf": 2], ["multipleOf": 3]]],
            fits: [2, 3],
            misfits: [Misfit(6, "", "oneOf"), Misfit(5, "", "oneOf")]
        ),
        Row(
            [
                "oneOf": [
                    ["properties": ["kind": ["const": "a"], "x": ["type": "number"]], "required": ["kind", "x"]],
                    ["properties": ["kind": ["const": "b"]], "required": ["kind"]],
                ]
            ],
            fits: [["kind": "a", "x": 1], ["kind": "b"]],
            misfits: [Misfit(["kind": "a"], "/x", "required"), Misfit(["kind": "c"], "", "oneOf")]
        ),
        Row(["not": ["type": "string"]], fits: [1], misfits: [Misfit("a", "", "not")]),
        Row(
            ["if": ["required": ["a"]], "then": ["required": ["b"]], "else": ["required": ["c"]]],
            fits: [["a": 1, "b": 1], ["c": 1]],
            misfits: [Misfit(["a": 1], "/b", "required"), Misfit([:], "/c", "required")]
        ),
        Row(["if": ["const": 1], "then": false], fits: [2], misfits: [Misfit(1, "", "then")]),
        Row(["if": false], fits: [1], misfits: []),
        Row(["then": false, "else": false], fits: [1], misfits: []),
    ]

    private static let ofUnevaluatedParts = [
        Row(
            [
                "allOf": [["properties": ["a": true]]],
                "anyOf": [["required": ["b"], "properties": ["b": true]], true],
                "if": ["required": ["c"], "properties": ["c": true]], "not": ["not": ["properties": ["d": true]]],
                "unevaluatedProperties": ["type": "null"],
            ],
            fits: [["a": 1], ["a": 1, "b": 1, "c": 1], ["d": .null], [], [:]],
            misfits: [Misfit(["d": 1], "/d", "type")]
        ),
        Row(
            ["$ref": "#/$defs/base", "$defs": ["base": ["properties": ["a": true]]], "unevaluatedProperties": false],
            fits: [["a": ["x": 1]]],
            misfits: [Misfit(["x": 1], "/x", "unevaluatedProperties")]
        ),
        Row(
            ["allOf": [["properties": ["a": true]], ["unevaluatedProperties": false]]],
            fits: [[:]],
            misfits: [Misfit(["a": 1], "/a", "unevaluatedProperties")]
        ),
        Row(
            ["properties": ["a": ["properties": ["b": true]]], "unevaluatedProperties": false],
            fits: [["a": ["b": 1, "c": 1]]],
            misfits: [Misfit(["b": 1], "/b", "unevaluatedProperties")]
        ),
        Row(
            ["prefixItems": [true], "contains": ["type": "string"], "unevaluatedItems": false],
            fits: [[1, "a", "b"], ["a"]],
            misfits: [Misfit([1, "a", 2], "/2", "unevaluatedItems")]
        ),
        Row(
            ["oneOf": [["items": true, "minItems": 3], ["maxItems": 2]], "unevaluatedItems": false],
            fits: [[1, 2, 3], []],
            misfits: [Misfit([1], "/0", "unevaluatedItems")]
        ),
        Row(["unevaluatedItems": true, "allOf": [true]], fits: [[1]], misfits: []),
    ]

    private static let ofReferences = [
        Row(
            ["$ref": "#/$defs/a", "$defs": ["a": ["type": "string"]], "minLength": 1],
            fits: ["a"],
            misfits: [Misfit(1, "", "type"), Misfit("", "", "minLength")]
        ),
        Row(
            ["$defs": ["x/y %": ["minimum": 1]], "properties": ["n": ["$ref": "#/$defs/x~1y%20%25"]]],
            fits: [["n": 1]],
            misfits: [Misfit(["n": 0], "/n", "minimum")]
        ),
        Row(
            ["$defs": ["a": ["$anchor": "here", "const": 1]], "items": ["$ref": "#here"]],
            fits: [[1, 1]],
            misfits: [Misfit([1, 2], "/1", "const")]
        ),
        Row(
            ["$id": "https://example.com/s", "items": ["$ref": "https://example.com/s#"], "type": "array"],
            fits: [[[], [[]]]],
            misfits: [Misfit([[1]], "/0/0", "type")]
        ),
        Row(
            ["type": "object", "properties": ["next": ["$ref": "#"]], "additionalProperties": false],
            fits: [["next": ["next": [:]]]],
            misfits: [Misfit(["next": ["next": ["x": 1]]], "/next/next/x", "additionalProperties")]
        ),
        Row(
            ["$ref": "#/x-shapes/1", "x-shapes": [true, ["$ref": "#/x-shapes/2"], ["const": 1]]],
            fits: [1],
            misfits: [Misfit(2, "", "const")]
        ),
    ]

    @Test(
        "each keyword",
        arguments: ofAnyValue + ofNumbersAndTexts + ofLists + ofObjects + ofCombinations + ofUnevaluatedParts
            + ofReferences
    )
    func keywords(row: Row) throws {
        let validator = try JSONSchemaValidator(row.schema)
        for value in row.fits {
            #expect(throws: Never.self, "\(value)") { try validator.validate(value) }
            #expect(validator.isValid(value))
        }
        for misfit in row.misfits {
            #expect {
                try validator.validate(misfit.value)
            } throws: { error in
                let violation = error as? JSONSchemaViolation
                return violation?.pointer == misfit.pointer && violation?.keyword == misfit.keyword
            }
        }
    }

    private static let unusableSchemas: [(JSONValue, String)] = [
        (1, ""), ("", ""), ([], ""), (.null, ""),
        (["type": "text"], "/type"), (["type": []], "/type"), (["type": ["string", 1]], "/type"),
        (["enum": 1], "/enum"),
        (["minimum": "1"], "/minimum"), (["exclusiveMinimum": true], "/exclusiveMinimum"),
        (["multipleOf": 0], "/multipleOf"), (["minLength": -1], "/minLength"), (["maxItems": 0.5], "/maxItems"),
        (["uniqueItems": 1], "/uniqueItems"), (["required": "a"], "/required"), (["required": [1]], "/required"),
        (["properties": []], "/properties"), (["properties": ["a/": 1]], "/properties/a~1"), (["items": []], "/items"),
        (["allOf": []], "/allOf"), (["anyOf": [[:], 1]], "/anyOf/1"),
        (["dependentRequired": ["a": 1]], "/dependentRequired"),
        (["$defs": ["unused": ["not": 1]]], "/$defs/unused/not"),
        (["pattern": "("], "/pattern"), (["pattern": 1], "/pattern"),
        (["patternProperties": ["(?=a)": true]], "/patternProperties"),
        (["unevaluatedProperties": 1], "/unevaluatedProperties"), (["$dynamicRef": "#a"], "/$dynamicRef"),
        (["dependencies": [:]], "/dependencies"),
        (["items": ["$id": "https://example.com/inner"]], "/items/$id"),
        (["$ref": 1], "/$ref"), (["$ref": "https://example.com/other"], "/$ref"), (["$ref": "other#/a"], "/$ref"),
        (["$ref": "#/$defs/none"], "/$ref"), (["$ref": "#none"], "/$ref"),
        (["$ref": "#/enum/01", "enum": [1, 2]], "/$ref"),
        (["$ref": "#/enum/0", "enum": [1]], "/enum/0"),
        (["$defs": ["a": ["$anchor": "x"], "b": ["$anchor": "x"]]], "/$defs/b/$anchor"),
    ]

    @Test("schemas that cannot be used are refused with the place", arguments: unusableSchemas)
    func unusable(schema: JSONValue, pointer: String) {
        #expect {
            try JSONSchemaValidator(schema)
        } throws: { error in
            (error as? JSONSchemaError)?.pointer == pointer
        }
    }

    @Test("a schema that applies itself to the same value is refused where the circle is")
    func circles() {
        let circular: [(JSONValue, String)] = [
            (["$ref": "#"], ""), (["not": ["$ref": "#/not"]], "/not"),
            (["items": ["anyOf": [true, ["$ref": "#/items"]]]], "/items"),
            (["$ref": "#/$defs/c", "$defs": ["c": ["allOf": [["$ref": "#/$defs/c"]]]]], "/$defs/c"),
        ]
        for (schema, pointer) in circular {
            #expect {
                try JSONSchemaValidator(schema)
            } throws: { error in
                let error = error as? JSONSchemaError
                return error?.pointer.hasPrefix(pointer) == true && error?.message.contains("without end") == true
            }
        }
    }
}
