// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// A JSON Schema (2020-12): what a capability's arguments or result look like.
///
/// It is the JSON object itself, with shorthands for the common forms. Source: json-schema.org, draft 2020-12.
public struct JSONSchema: Equatable, Sendable {
    /// The schema as it is published.
    public var json: JSONObject

    /// The schema that an object is.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// Anything at all.
    public static let any = JSONSchema([:])
    /// A text.
    public static let string = JSONSchema(["type": "string"])
    /// `true` or `false`.
    public static let boolean = JSONSchema(["type": "boolean"])
    /// A number.
    public static let number = JSONSchema(["type": "number"])
    /// A whole number.
    public static let integer = JSONSchema(["type": "integer"])
    /// An object with any members.
    public static let openObject = JSONSchema(["type": "object"])

    /// A whole number within bounds.
    public static func integer(_ range: ClosedRange<Int>) -> JSONSchema {
        JSONSchema([
            "type": "integer", "minimum": .number(JSONNumber(integerLiteral: range.lowerBound)),
            "maximum": .number(JSONNumber(integerLiteral: range.upperBound)),
        ])
    }

    /// A text in a form that has a name, as in `date-time`; the form is told, not checked.
    public static func string(format: String) -> JSONSchema {
        JSONSchema(["type": "string", "format": .string(format)])
    }

    /// A list.
    public static func array(of element: JSONSchema) -> JSONSchema {
        JSONSchema(["type": "array", "items": .object(element.json)])
    }

    /// An object whose members all look alike.
    public static func dictionary(of value: JSONSchema) -> JSONSchema {
        JSONSchema(["type": "object", "additionalProperties": .object(value.json)])
    }

    /// An object with these members; others are permitted.
    ///
    /// - Parameters:
    ///   - properties: the members.
    ///   - required: those that must be there.
    /// - Returns: the schema.
    public static func object(_ properties: [String: JSONSchema], required: [String]) -> JSONSchema {
        var members = JSONObject()
        for (name, schema) in properties { members[JSONName(name)] = .object(schema.json) }
        var json: JSONObject = ["type": "object", "properties": .object(members)]
        if !required.isEmpty { json["required"] = .array(required.sorted().map(JSONValue.string)) }
        return JSONSchema(json)
    }

    /// One of these texts.
    public static func oneOf(_ texts: [String]) -> JSONSchema {
        JSONSchema(["type": "string", "enum": .array(texts.map(JSONValue.string))])
    }

    /// One of these numbers.
    public static func oneOf(_ numbers: [Int]) -> JSONSchema {
        JSONSchema(["type": "integer", "enum": .array(numbers.map { .number(JSONNumber(integerLiteral: $0)) })])
    }

    /// The same, or `null`.
    public var orNull: JSONSchema {
        if json.isEmpty { return self }
        let saysMore = ["const", "$ref", "allOf", "anyOf", "oneOf", "not", "if"].contains {
            self.json[JSONName($0)] != nil
        }
        guard let type = json["type"], !saysMore else {
            return JSONSchema(["anyOf": [.object(json), ["type": "null"]]])
        }
        // All other keywords speak of values that are not null.
        var json = json
        json["type"] = .array((type.array ?? [type]).adding("null"))
        if let values = json["enum"]?.array { json["enum"] = .array(values.adding(.null)) }
        return JSONSchema(json)
    }

    /// Whether it permits objects and nothing else, as the arguments of a call must be.
    var describesObject: Bool { json["type"]?.string == "object" }
}

extension [JSONValue] {
    /// The list with a value that it may have already.
    fileprivate func adding(_ value: JSONValue) -> [JSONValue] { contains(value) ? self : self + [value] }
}

/// A type that says itself what it looks like as JSON.
///
/// Structs, optionals, lists, dictionaries with `String` keys, and `CaseIterable` enums with raw values need not
/// conform: their schemas are derived from their `Decodable` code. Conform what has a form of its own:
///
/// ```swift
/// extension Temperature: CapabilitySchema {
///     static var jsonSchema: JSONSchema { .number }
///     static var jsonExample: JSONValue { 21.5 }
/// }
/// ```
public protocol CapabilitySchema: Decodable {
    /// What a value looks like.
    static var jsonSchema: JSONSchema { get }

    /// A value, which must decode: types that hold this one are looked into with it.
    static var jsonExample: JSONValue { get }
}
