// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Types of the standard library whose schemas are known.
protocol SchemaComposite: Decodable {
    static func schema(_ probe: SchemaProbe) throws -> JSONSchema
    static var example: JSONValue { get }
}

extension Bool: SchemaComposite {
    static func schema(_ probe: SchemaProbe) -> JSONSchema { .boolean }
    static var example: JSONValue { false }
}

extension String: SchemaComposite {
    static func schema(_ probe: SchemaProbe) -> JSONSchema { .string }
    static var example: JSONValue { "" }
}

extension Double: SchemaComposite {
    static func schema(_ probe: SchemaProbe) -> JSONSchema { .number }
    static var example: JSONValue { 0 }
}

extension Float: SchemaComposite {
    static func schema(_ probe: SchemaProbe) -> JSONSchema { .number }
    static var example: JSONValue { 0 }
}

extension FixedWidthInteger where Self: Decodable {
    static func schema(_ probe: SchemaProbe) -> JSONSchema {
        // What JSON cannot hold is no bound worth telling.
        guard let least = JSONNumber(exactly: Self.min)?.int, let most = JSONNumber(exactly: Self.max)?.int else {
            return Self.isSigned ? .integer : JSONSchema(["type": "integer", "minimum": 0])
        }
        return .integer(least...most)
    }

    static var example: JSONValue { 0 }
}

extension Int: SchemaComposite {}
extension Int128: SchemaComposite {}
extension UInt128: SchemaComposite {}
extension Int8: SchemaComposite {}
extension Int16: SchemaComposite {}
extension Int32: SchemaComposite {}
extension Int64: SchemaComposite {}
extension UInt: SchemaComposite {}
extension UInt8: SchemaComposite {}
extension UInt16: SchemaComposite {}
extension UInt32: SchemaComposite {}
extension UInt64: SchemaComposite {}

extension Optional: SchemaComposite where Wrapped: Decodable {
    static func schema(_ probe: SchemaProbe) throws -> JSONSchema { try probe.look(into: Wrapped.self).schema.orNull }
    static var example: JSONValue { .null }
}

extension Array: SchemaComposite where Element: Decodable {
    static func schema(_ probe: SchemaProbe) throws -> JSONSchema {
        .array(of: try probe.look(into: Element.self).schema)
    }
    static var example: JSONValue { [] }
}

extension Set: SchemaComposite where Element: Decodable {
    static func schema(_ probe: SchemaProbe) throws -> JSONSchema {
        var schema = JSONSchema.array(of: try probe.look(into: Element.self).schema)
        schema.json["uniqueItems"] = true
        return schema
    }
    static var example: JSONValue { [] }
}

extension Dictionary: SchemaComposite where Key: Decodable, Value: Decodable {
    static func schema(_ probe: SchemaProbe) throws -> JSONSchema {
        guard Key.self == String.self else {
            throw probe.refusal(Self.self, "its keys are no String")
        }
        return .dictionary(of: try probe.look(into: Value.self).schema)
    }
    static var example: JSONValue { [:] }
}

extension JSONValue: SchemaComposite {
    static func schema(_ probe: SchemaProbe) -> JSONSchema { .any }
    static var example: JSONValue { .null }
}

extension JSONObject: SchemaComposite {
    static func schema(_ probe: SchemaProbe) -> JSONSchema { .openObject }
    static var example: JSONValue { [:] }
}
