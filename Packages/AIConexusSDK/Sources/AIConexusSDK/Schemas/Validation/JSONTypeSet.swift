// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The types that `type` names.
struct JSONTypeSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONTypeSet(rawValue: 1)
    static let boolean = JSONTypeSet(rawValue: 2)
    /// Any number, a whole one too.
    static let number = JSONTypeSet(rawValue: 4)
    static let integer = JSONTypeSet(rawValue: 8)
    static let string = JSONTypeSet(rawValue: 16)
    static let array = JSONTypeSet(rawValue: 32)
    static let object = JSONTypeSet(rawValue: 64)

    private static let all: [(name: String, type: JSONTypeSet, phrase: String)] = [
        ("null", .null, "null"), ("boolean", .boolean, "true or false"), ("number", .number, "a number"),
        ("integer", .integer, "a whole number"), ("string", .string, "a text"), ("array", .array, "a list"),
        ("object", .object, "an object"),
    ]
}

extension JSONTypeSet {
    /// The type of this name, as JSON Schema has it.
    init?(named name: String) {
        guard let entry = Self.all.first(where: { $0.name == name }) else { return nil }
        self = entry.type
    }

    /// The types, for people.
    var phrase: String {
        Self.all.filter { contains($0.type) }.map(\.phrase).joined(separator: " or ")
    }

    func permits(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .number(let number): contains(.number) || contains(.integer) && number.isWhole
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        }
    }
}
