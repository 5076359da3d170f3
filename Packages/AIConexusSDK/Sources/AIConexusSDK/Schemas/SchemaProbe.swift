// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Finds the JSON Schema of a type by letting its `Decodable` code read from a decoder that notes what it asks for.
final class SchemaProbe {
    /// The types that are being looked into, outermost first: one that comes again refers to itself.
    private var stack: [ObjectIdentifier] = []
    private var known: [ObjectIdentifier: (schema: JSONSchema, example: JSONValue)] = [:]

    /// The schema of a type.
    ///
    /// - Throws: ``SchemaDerivationError``.
    static func schema<Value: Decodable>(of type: Value.Type) throws(SchemaDerivationError) -> JSONSchema {
        do {
            return try SchemaProbe().look(into: type).schema
        } catch let error as SchemaDerivationError {
            throw error
        } catch {
            throw .undescribable(type, "\(JSONCodingError(error).message)")
        }
    }

    /// The schema of a type, and a value of it.
    func look<Value: Decodable>(into type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        if let (schema, example) = known[ObjectIdentifier(type)] { return (schema, try decode(type, example)) }
        if let (schema, example) = try selfDescribing(type) {
            known[ObjectIdentifier(type)] = (schema, example)
            return (schema, try decode(type, example))
        }
        return try probe(type)
    }

    private func selfDescribing<Value: Decodable>(_ type: Value.Type) throws -> (JSONSchema, JSONValue)? {
        if let type = type as? any CapabilitySchema.Type { return (type.jsonSchema, type.jsonExample) }
        if let type = type as? any SchemaComposite.Type { return (try type.schema(self), type.example) }
        return Self.rawValues(of: type)
    }

    private func probe<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        guard !stack.contains(ObjectIdentifier(type)) else {
            throw SchemaDerivationError.undescribable(type, "it refers to itself")
        }
        stack.append(ObjectIdentifier(type))
        defer { stack.removeLast() }
        let notes = ProbeNotes()
        let value: Value
        do {
            value = try Value(from: ProbingDecoder(self, notes))
        } catch let error as SchemaDerivationError {
            throw error
        } catch {
            throw SchemaDerivationError.undescribable(type, "it reads itself in a way of its own")
        }
        guard let schema = notes.schema else {
            throw SchemaDerivationError.undescribable(type, "it reads nothing, or a list by place")
        }
        return (schema, value)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ example: JSONValue) throws -> Value {
        do {
            return try ValueSource(example, at: []).decode(type)
        } catch {
            throw SchemaDerivationError.undescribable(type, "its example does not decode")
        }
    }

    /// The schema of a `CaseIterable` enum with raw values, and one of these.
    private static func rawValues(of type: Any.Type) -> (JSONSchema, JSONValue)? {
        guard let type = type as? any CaseIterable.Type, type is any RawRepresentable.Type else { return nil }
        return rawValues(ofCases: type)
    }

    private static func rawValues<Cases: CaseIterable>(ofCases type: Cases.Type) -> (JSONSchema, JSONValue)? {
        let values = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue }
        let texts = values.compactMap { $0 as? String }
        if let first = texts.first, texts.count == values.count { return (.oneOf(texts), .string(first)) }
        let numbers = values.compactMap { ($0 as? any BinaryInteger).flatMap { JSONNumber(exactly: $0) } }
        guard let first = numbers.first, numbers.count == values.count else { return nil }
        return (.oneOf(numbers.compactMap(\.int)), .number(first))
    }
}

/// What a type asked its decoder for.
final class ProbeNotes {
    private var properties: [String: JSONSchema] = [:]
    private var required: [String] = []
    private var single: JSONSchema?
    private var isObject = false

    var schema: JSONSchema? { single ?? (isObject ? .object(properties, required: required) : nil) }

    func readsObject() {
        isObject = true
    }

    func note(_ name: String, _ schema: JSONSchema, isRequired: Bool) {
        properties[name] = schema
        if isRequired, !required.contains(name) { required.append(name) }
    }

    func note(single schema: JSONSchema) {
        single = schema
    }
}
