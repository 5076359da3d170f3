// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Finds the JSON Schema of a type by letting its `Decodable` code read from a decoder that notes what it asks for.
final class SchemaProbe {
    /// How many kinds of single values a type may try one after the other.
    private static let maximumKindCount = 8

    /// The members that lead to the type that is being looked into.
    private var trail: [String] = []
    /// The types that are being looked into, outermost first: one that comes again refers to itself.
    private var stack: [ObjectIdentifier] = []
    /// The refusals so far: one that a type overlooks, by trying something else, counts all the same.
    private var refusals: [SchemaDerivationError] = []
    private var known: [ObjectIdentifier: (schema: JSONSchema, example: JSONValue)] = [:]

    /// The schema of a type.
    static func schema<Value: Decodable>(of type: Value.Type) throws(SchemaDerivationError) -> JSONSchema {
        let probe = SchemaProbe()
        do {
            let schema = try probe.look(into: type).schema
            if let refusal = probe.refusals.first { throw refusal }
            return schema
        } catch let error as SchemaDerivationError {
            throw error
        } catch {
            throw probe.refusal(type, "\(error)")
        }
    }

    /// The schema of a member's type, and a value of it.
    func look<Value: Decodable>(into type: Value.Type, _ key: some CodingKey) throws -> (JSONSchema, Value) {
        trail.append(key.stringValue)
        let found = try look(into: type)
        // Only after success: an error still needs the trail.
        trail.removeLast()
        return found
    }

    /// The schema of a type, and a value of it.
    func look<Value: Decodable>(into type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        let id = ObjectIdentifier(type)
        if let (schema, example) = try known[id] ?? selfDescribing(type) {
            known[id] = (schema, example)
            return (schema, try decode(type, example))
        }
        guard !stack.contains(id) else {
            throw refusal(type, "it contains itself; conform it to CapabilitySchema")
        }
        stack.append(id)
        defer { stack.removeLast() }
        return try probe(type)
    }

    /// The error that names a type and its place.
    func refusal(_ type: Any.Type, _ reason: String) -> SchemaDerivationError {
        let refusal = SchemaDerivationError(type, at: trail, reason)
        refusals.append(refusal)
        return refusal
    }

    // MARK: - Types that need no look

    private func selfDescribing<Value: Decodable>(_ type: Value.Type) throws -> (JSONSchema, JSONValue)? {
        if let type = type as? any CapabilitySchema.Type { return (type.jsonSchema, type.jsonExample) }
        if let type = type as? any SchemaComposite.Type { return (try type.schema(self), type.example) }
        return FoundationValue.schema(of: type) ?? Self.rawValues(of: type)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ example: JSONValue) throws -> Value {
        do throws(JSONCodingError) {
            return try JSONValueDecoder().decode(type, from: example)
        } catch {
            throw refusal(
                type,
                "its example \(example.canonicalText.shortened) does not decode (\(error)); give it a jsonExample"
            )
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

    // MARK: - Looking

    private func probe<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        let notes = ProbeNotes()
        let value: Value
        do {
            value = try Value(from: ProbingDecoder(self, notes))
        } catch let error as SchemaDerivationError {
            throw error
        } catch {
            throw refusal(type, reason(for: type, error))
        }
        var schemas = [notes.schema]
        // A type that reads a single value may try another kind when the first does not fit.
        while notes.readsSingle, schemas.count < Self.maximumKindCount, let next = otherKind(type, schemas.count) {
            schemas.append(next)
        }
        return (try described(.any(of: schemas), type), value)
    }

    /// The schema with the notes that a type gives on its members.
    private func described(_ schema: JSONSchema, _ type: Any.Type) throws -> JSONSchema {
        guard let described = type as? any DescribedMembers.Type else { return schema }
        var properties = schema.json["properties"]?.object ?? [:]
        for (name, description) in described.memberDescriptions {
            let name = JSONName(name)
            guard let property = properties[name]?.object else {
                throw refusal(type, "its memberDescriptions name '\(name)', which it does not read")
            }
            properties[name] = .object(JSONSchema(property).described(description).json)
        }
        var json = schema.json
        json["properties"] = .object(properties)
        return JSONSchema(json)
    }

    /// What a type reads when the first single values that it asks for are refused; `nil` when it gives up.
    private func otherKind<Value: Decodable>(_ type: Value.Type, _ refusalCount: Int) -> JSONSchema? {
        let notes = ProbeNotes(refusing: refusalCount)
        // Whatever it throws, it has no other kind.
        let value = try? Value(from: ProbingDecoder(self, notes))
        return value == nil || notes.refusalsLeft > 0 ? nil : notes.schema
    }

    private func reason(for type: Any.Type, _ error: any Error) -> String {
        if type is any RawRepresentable.Type { return "its raw values are not known; make it CaseIterable" }
        return
            "it does not read what it asks for (\(JSONCodingError(error, at: []).message)); conform it to CapabilitySchema"
    }
}
