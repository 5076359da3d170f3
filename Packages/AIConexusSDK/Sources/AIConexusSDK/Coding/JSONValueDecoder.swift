// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Reads JSON values as `Decodable` types; the counterpart of ``JSONValueEncoder``.
///
/// Members that a type does not ask for are overlooked.
public struct JSONValueDecoder: Sendable {
    /// Creates a decoder.
    public init() {}

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - type: what to read.
    ///   - value: its JSON.
    /// - Returns: the value.
    /// - Throws: ``JSONCodingError`` with the place of what does not fit.
    public func decode<Value: Decodable>(_ type: Value.Type, from value: JSONValue) throws(JSONCodingError) -> Value {
        do {
            return try ValueSource(value, at: []).decode(type)
        } catch {
            throw JSONCodingError(error)
        }
    }
}

/// One value that is being read; what a type's `init(from:)` is given.
struct ValueSource: Decoder {
    let json: JSONValue
    let codingPath: [any CodingKey]

    init(_ json: JSONValue, at path: [any CodingKey]) {
        self.json = json
        codingPath = path
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let object) = json else { throw misfit("an object") }
        return KeyedDecodingContainer(KeyedSource(object, at: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = json else { throw misfit("a list") }
        return UnkeyedSource(elements, at: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        SingleSource(self)
    }

    // MARK: - Values

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        // These two have no other form, and going through their `Codable` code would be slow.
        if type == JSONValue.self, let value = json as? Value { return value }
        if type == JSONObject.self {
            guard let object = json.object as? Value else { throw misfit("an object") }
            return object
        }
        return try Value(from: self)
    }

    func bool() throws -> Bool {
        guard case .bool(let value) = json else { throw misfit("true or false") }
        return value
    }

    func string() throws -> String {
        guard case .string(let text) = json else { throw misfit("a text") }
        return text
    }

    func double() throws -> Double {
        guard case .number(let number) = json else { throw misfit("a number") }
        return number.double
    }

    func integer<Integer: FixedWidthInteger>() throws -> Integer {
        guard case .number(let number) = json, let whole = number.int else { throw misfit("a whole number") }
        guard let value = Integer(exactly: whole) else {
            throw JSONCodingError("\(whole) is not within \(Integer.min)…\(Integer.max)", at: codingPath)
        }
        return value
    }

    private func misfit(_ expectation: String) -> JSONCodingError {
        JSONCodingError("expected \(expectation), found \(json.kindPhrase)", at: codingPath)
    }
}

extension JSONValue {
    /// What kind of value this is, for people.
    var kindPhrase: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
