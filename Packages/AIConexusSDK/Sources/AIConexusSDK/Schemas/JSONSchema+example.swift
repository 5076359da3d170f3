// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension JSONSchema {
    /// A small value of the form that the schema describes, as far as its simplest keywords tell.
    var example: JSONValue {
        if let example = json["examples"]?.array?.first { return example }
        if let value = json["default"] ?? json["const"] ?? json["enum"]?.array?.first { return value }
        if let first = (json["anyOf"] ?? json["oneOf"])?.array?.first?.object { return JSONSchema(first).example }
        return switch (json["type"]?.array?.first ?? json["type"])?.string {
        case "string": .string(exampleText)
        case "integer", "number": .number(exampleNumber)
        case "boolean": false
        case "null": .null
        case "array": .array(exampleElements)
        default: .object(exampleMembers)
        }
    }

    private var exampleText: String {
        switch json["format"]?.string {
        case "date-time": "2000-01-01T00:00:00Z"
        case "date": "2000-01-01"
        case "uri": "https://example.com/"
        case "email": "somebody@example.com"
        case "uuid": "00000000-0000-4000-8000-000000000000"
        default: String(repeating: "a", count: min(json["minLength"]?.int ?? 0, Self.largestExample))
        }
    }

    private var exampleNumber: JSONNumber {
        let least = json["minimum"]?.double ?? json["exclusiveMinimum"]?.double.map { $0 + 1 } ?? 0
        let most = json["maximum"]?.double ?? json["exclusiveMaximum"]?.double.map { $0 - 1 } ?? .infinity
        return JSONNumber(min(max(0, least), most)) ?? 0
    }

    private var exampleElements: [JSONValue] {
        let prefix = json["prefixItems"]?.array?.compactMap { $0.object.map { JSONSchema($0).example } } ?? []
        let missing = min(json["minItems"]?.int ?? 0, Self.largestExample) - prefix.count
        guard missing > 0, let element = json["items"]?.object.map({ JSONSchema($0).example }) else { return prefix }
        return prefix + Array(repeating: element, count: missing)
    }

    private var exampleMembers: JSONObject {
        var members = JSONObject()
        for name in json["required"]?.array?.compactMap(\.string) ?? [] {
            let schema = json["properties"]?.object?[JSONName(name)]?.object
            members[JSONName(name)] = schema.map { JSONSchema($0).example } ?? .null
        }
        return members
    }

    /// The most characters or elements that are made up.
    private static let largestExample = 1_000
}
