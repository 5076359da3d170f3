// SPDX-License-Identifier: MIT

/// A list that is read by place, as long as it is asked for more.
struct UnkeyedProbe: UnkeyedDecodingContainer {
    /// Elements after which a type is thought to read without end.
    private static let maximumElementCount = 64

    private let probe: SchemaProbe
    private let notes: ProbeNotes

    init(_ probe: SchemaProbe, _ notes: ProbeNotes) {
        self.probe = probe
        self.notes = notes
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { nil }
    var isAtEnd: Bool { false }
    var currentIndex: Int { notes.elementCount }

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

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try decoder().unkeyedContainer() }
    func superDecoder() throws -> any Decoder { try decoder() }

    private func probe<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try checkEnd()
        let (schema, value) = try probe.look(into: type, JSONKey(currentIndex))
        notes.note(element: schema)
        return value
    }

    private func decoder() throws -> ProbingDecoder {
        try checkEnd()
        return ProbingDecoder(probe, notes.notesForElement())
    }

    private func checkEnd() throws {
        guard currentIndex >= Self.maximumElementCount else { return }
        throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "it reads a list to its end"))
    }
}
