// SPDX-License-Identifier: MIT

/// A decoder that has nothing to read: it notes what is asked for, and gives examples.
struct ProbingDecoder: Decoder {
    private let probe: SchemaProbe
    private let notes: ProbeNotes

    init(_ probe: SchemaProbe, _ notes: ProbeNotes) {
        self.probe = probe
        self.notes = notes
    }

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        notes.readsObject()
        return KeyedDecodingContainer(KeyedProbe(probe, notes))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SchemaDerivationError(message: "a type reads a list by place; conform it to CapabilitySchema")
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleProbe(probe, notes)
    }
}

/// An object of which every member is there when it is asked for.
private struct KeyedProbe<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let probe: SchemaProbe
    private let notes: ProbeNotes

    init(_ probe: SchemaProbe, _ notes: ProbeNotes) {
        self.probe = probe
        self.notes = notes
    }

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try probe(type, key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try probe(type, key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try probe(type, key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try probe(type, key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try probe(type, key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try probe(type, key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try probe(type, key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try probe(type, key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try probe(type, key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try probe(type, key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try probe(type, key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try probe(type, key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try probe(type, key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try probe(type, key) }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try probe(type, key) }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try glimpse(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try glimpse(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try glimpse(type, key) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try glimpse(type, key)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw ownWay(key)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw ownWay(key) }
    func superDecoder() throws -> any Decoder { throw ownWay(JSONKey.super) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw ownWay(key) }

    private func probe<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value {
        let (schema, value) = try probe.look(into: type)
        notes.note(key.stringValue, schema, isRequired: true)
        return value
    }

    /// Notes a member that may be missing, and lets it be missing.
    private func glimpse<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        notes.note(key.stringValue, try probe.look(into: type).schema.orNull, isRequired: false)
        return nil
    }

    private func ownWay(_ key: some CodingKey) -> SchemaDerivationError {
        SchemaDerivationError(message: "'\(key.stringValue)' is read in a way of its own; conform to CapabilitySchema")
    }
}

/// A value that is read alone.
private struct SingleProbe: SingleValueDecodingContainer {
    private let probe: SchemaProbe
    private let notes: ProbeNotes

    init(_ probe: SchemaProbe, _ notes: ProbeNotes) {
        self.probe = probe
        self.notes = notes
    }

    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }
    func decode(_ type: Bool.Type) throws -> Bool { try probe(type) }
    func decode(_ type: String.Type) throws -> String { try probe(type) }
    func decode(_ type: Double.Type) throws -> Double { try probe(type) }
    func decode(_ type: Float.Type) throws -> Float { try probe(type) }
    func decode(_ type: Int.Type) throws -> Int { try probe(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try probe(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try probe(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try probe(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try probe(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try probe(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try probe(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try probe(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try probe(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try probe(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try probe(type) }

    private func probe<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try probe.look(into: type)
        notes.note(single: schema)
        return value
    }
}
