// SPDX-License-Identifier: MIT

/// An object of which every member is there when it is asked for.
struct KeyedProbe<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let probe: SchemaProbe
    private let notes: ProbeNotes

    init(_ probe: SchemaProbe, _ notes: ProbeNotes) {
        self.probe = probe
        self.notes = notes
    }

    var codingPath: [any CodingKey] { [] }
    /// None: what reads the members that happen to be there reads none.
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool {
        notes.doubts(key.stringValue)
        return true
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        notes.doubts(key.stringValue)
        return false
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try probe(type, key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try probe(type, key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try probe(type, key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try probe(type, key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try probe(type, key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try probe(type, key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try probe(type, key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try probe(type, key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try probe(type, key) }
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try probe(type, key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try probe(type, key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try probe(type, key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try probe(type, key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try probe(type, key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try probe(type, key) }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try probe(type, key) }
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
    func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try glimpse(type, key) }
    func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? { try glimpse(type, key) }
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try glimpse(type, key)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedDecodingContainer<NestedKey> {
        decoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { decoder(key).unkeyedContainer() }
    func superDecoder() -> any Decoder { decoder(JSONKey.super) }
    func superDecoder(forKey key: Key) -> any Decoder { decoder(key) }

    private func probe<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value {
        let (schema, value) = try probe.look(into: type, key)
        notes.note(key.stringValue, schema, isOptional: false)
        return value
    }

    /// Notes a member that may be missing or `null`, and lets it be missing.
    private func glimpse<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        let (schema, _) = try probe.look(into: type, key)
        notes.note(key.stringValue, schema, isOptional: true)
        return nil
    }

    private func decoder(_ key: some CodingKey) -> ProbingDecoder {
        ProbingDecoder(probe, notes.notes(for: key.stringValue))
    }
}
