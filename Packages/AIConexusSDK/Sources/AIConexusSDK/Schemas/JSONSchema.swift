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

    /// The schema of a type, derived from what its `Decodable` code asks for.
    ///
    /// - Parameter type: the type.
    /// - Throws: ``SchemaDerivationError`` when nothing follows from it.
    public init<Value: Decodable>(describing type: Value.Type) throws(SchemaDerivationError) {
        self = try SchemaProbe.schema(of: type)
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

    /// A number within bounds.
    public static func number(_ range: ClosedRange<Double>) -> JSONSchema {
        var json: JSONObject = ["type": "number"]
        json["minimum"] = JSONNumber(range.lowerBound).map(JSONValue.number)
        json["maximum"] = JSONNumber(range.upperBound).map(JSONValue.number)
        return JSONSchema(json)
    }

    /// A text of so many characters.
    public static func string(length: ClosedRange<Int>) -> JSONSchema {
        JSONSchema([
            "type": "string", "minLength": .number(JSONNumber(integerLiteral: length.lowerBound)),
            "maxLength": .number(JSONNumber(integerLiteral: length.upperBound)),
        ])
    }

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

    /// Any of these forms, each named once.
    static func any(of schemas: [JSONSchema]) -> JSONSchema {
        let distinct = schemas.reduce(into: [JSONSchema]()) { if !$0.contains($1) { $0.append($1) } }
        if distinct.count == 1, let only = distinct.first { return only }
        return JSONSchema(["anyOf": .array(distinct.map { .object($0.json) })])
    }

    /// The same with a note for people and for models that choose.
    ///
    /// - Parameter description: the note.
    /// - Returns: the schema.
    public func described(_ description: String) -> JSONSchema {
        var json = json
        json["description"] = .string(description)
        return JSONSchema(json)
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
