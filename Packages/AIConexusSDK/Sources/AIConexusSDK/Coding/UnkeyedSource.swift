// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The elements of a list that is being read.
struct UnkeyedSource: UnkeyedDecodingContainer {
    private let elements: [JSONValue]
    private let source: ValueSource
    private(set) var currentIndex = 0

    init(_ elements: [JSONValue], _ source: ValueSource) {
        self.elements = elements
        self.source = source
    }

    var codingPath: [any CodingKey] { source.path }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try next(JSONValue.self).isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode(_ type: Bool.Type) throws -> Bool { try scalar() }
    mutating func decode(_ type: String.Type) throws -> String { try scalar() }
    mutating func decode(_ type: Double.Type) throws -> Double { try scalar() }
    mutating func decode(_ type: Float.Type) throws -> Float { try scalar() }
    mutating func decode(_ type: Int.Type) throws -> Int { try scalar() }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try scalar() }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try scalar() }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try scalar() }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try scalar() }
    mutating func decode(_ type: Int128.Type) throws -> Int128 { try scalar() }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try scalar() }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try scalar() }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try scalar() }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try scalar() }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try scalar() }
    mutating func decode(_ type: UInt128.Type) throws -> UInt128 { try scalar() }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try part(type).read(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        let container = try part(KeyedDecodingContainer<NestedKey>.self).container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try part((any UnkeyedDecodingContainer).self).unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try part((any Decoder).self)
        currentIndex += 1
        return decoder
    }

    // MARK: - Elements, which are passed when they could be read

    private mutating func scalar<Scalar: JSONScalar>() throws -> Scalar {
        let json = try next(Scalar.self)
        do throws(Misfit) {
            let value = try Scalar.read(json)
            currentIndex += 1
            return value
        } catch {
            throw error.decodingError(at: source.path(to: .element(currentIndex)))
        }
    }

    private func part(_ type: Any.Type) throws -> ValueSource {
        ValueSource(try next(type), within: source, .element(currentIndex))
    }

    private func next(_ type: Any.Type) throws -> JSONValue {
        guard !isAtEnd else {
            let path = source.path(to: .element(currentIndex))
            let message = "the list has only \(elements.count) elements"
            throw DecodingError.valueNotFound(type, .init(codingPath: path, debugDescription: message))
        }
        return elements[currentIndex]
    }
}
