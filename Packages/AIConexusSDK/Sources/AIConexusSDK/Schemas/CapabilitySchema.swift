// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// A type that says itself what it looks like as JSON.
///
/// Structs, optionals, lists, dictionaries with `String` keys, and `CaseIterable` enums with raw values need not
/// conform: their schemas are derived from their `Decodable` code. Conform what has a form of its own, or limits that
/// callers should know of:
///
/// ```swift
/// extension Percentage: CapabilitySchema {
///     static var jsonSchema: JSONSchema { .number(0...100) }
/// }
/// ```
public protocol CapabilitySchema: Decodable {
    /// What a value looks like.
    static var jsonSchema: JSONSchema { get }

    /// A value, which must decode: types that hold this one are looked into with it.
    ///
    /// Unless given, it is made from the schema: the first of `examples`, `default`, `const` or `enum`, else the
    /// smallest value of the type that the schema names. Give one where that does not decode.
    static var jsonExample: JSONValue { get }
}

extension CapabilitySchema {
    /// A value made from the schema.
    public static var jsonExample: JSONValue { jsonSchema.example }
}
