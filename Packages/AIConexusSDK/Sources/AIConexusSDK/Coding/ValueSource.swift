// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// One value that is being read; what a type's `init(from:)` is given.
final class ValueSource: CodingPlace {
    let json: JSONValue
    let parent: ValueSource?
    let step: CodingStep?
    let session: DecodingSession
    private let depth: Int

    /// The whole.
    init(_ json: JSONValue, _ session: DecodingSession) {
        self.json = json
        self.session = session
        (parent, step, depth) = (nil, nil, 1)
    }

    /// A part.
    init(_ json: JSONValue, within parent: ValueSource, _ step: CodingStep) {
        self.json = json
        self.parent = parent
        self.step = step
        session = parent.session
        depth = parent.depth + 1
    }

    /// Reads the value as a type, whatever that does.
    func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let value = try readDirectly(type) { return value }
        do {
            return try Value(from: self)
        } catch {
            session.noteFailure(at: self)
            throw error
        }
    }

    func scalar<Scalar: JSONScalar>() throws -> Scalar {
        do throws(Misfit) {
            return try Scalar.read(json)
        } catch {
            throw error.decodingError(at: path)
        }
    }

    private func checkDepth() throws {
        guard depth > session.maximumDepth else { return }
        throw Misfit("nests deeper than \(session.maximumDepth)").decodingError(at: path)
    }

    // MARK: - Types that are not asked how they read themselves

    /// The value as one of the types with a form that is not left to their own code, or whose own code would be slow.
    private func readDirectly<Value: Decodable>(_ type: Value.Type) throws -> Value? {
        if type == JSONValue.self { return json as? Value }
        if type == JSONObject.self { return try object() as? Value }
        if type == [String].self { return try list(String.self) as? Value }
        if type == [Int].self { return try list(Int.self) as? Value }
        if type == [Double].self { return try list(Double.self) as? Value }
        if type == [UInt8].self { return try list(UInt8.self) as? Value }
        do throws(Misfit) {
            return try FoundationValue.read(type, json)
        } catch {
            throw error.decodingError(at: path)
        }
    }

    private func object() throws -> JSONObject {
        guard case .object(let object) = json else {
            throw Misfit([String: Any].self, "an object", found: json).decodingError(at: path)
        }
        return object
    }

    private func list<Scalar: JSONScalar>(_ type: Scalar.Type) throws -> [Scalar] {
        var index: Int?
        do throws(Misfit) {
            return try [Scalar].read(json, misfitIndex: &index)
        } catch {
            throw error.decodingError(at: index.map { path(to: .element($0)) } ?? path)
        }
    }
}

extension ValueSource: Decoder {
    var codingPath: [any CodingKey] { path }
    var userInfo: [CodingUserInfoKey: Any] { session.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try checkDepth()
        return KeyedDecodingContainer(KeyedSource(try object(), self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try checkDepth()
        guard case .array(let elements) = json else {
            throw Misfit([Any].self, "a list", found: json).decodingError(at: path)
        }
        return UnkeyedSource(elements, self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

extension ValueSource: SingleValueDecodingContainer {
    func decodeNil() -> Bool { json.isNull }
    func decode(_ type: Bool.Type) throws -> Bool { try scalar() }
    func decode(_ type: String.Type) throws -> String { try scalar() }
    func decode(_ type: Double.Type) throws -> Double { try scalar() }
    func decode(_ type: Float.Type) throws -> Float { try scalar() }
    func decode(_ type: Int.Type) throws -> Int { try scalar() }
    func decode(_ type: Int8.Type) throws -> Int8 { try scalar() }
    func decode(_ type: Int16.Type) throws -> Int16 { try scalar() }
    func decode(_ type: Int32.Type) throws -> Int32 { try scalar() }
    func decode(_ type: Int64.Type) throws -> Int64 { try scalar() }
    func decode(_ type: Int128.Type) throws -> Int128 { try scalar() }
    func decode(_ type: UInt.Type) throws -> UInt { try scalar() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try scalar() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try scalar() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try scalar() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try scalar() }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try scalar() }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try read(type) }
}
