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

    func unkeyedContainer() -> any UnkeyedDecodingContainer {
        notes.readsList()
        return UnkeyedProbe(probe, notes)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        SingleProbe(probe, notes)
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
    func decode(_ type: Int128.Type) throws -> Int128 { try probe(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try probe(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try probe(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try probe(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try probe(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try probe(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try probe(type) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try probe(type) }

    private func probe<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !notes.refuses() else {
            throw DecodingError.typeMismatch(type, .init(codingPath: [], debugDescription: "tell me what else"))
        }
        let (schema, value) = try probe.look(into: type)
        notes.note(single: schema)
        return value
    }
}
