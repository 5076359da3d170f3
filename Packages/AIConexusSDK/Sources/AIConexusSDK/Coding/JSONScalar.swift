// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Why a value is not what a type asks for, before anybody says where.
struct Misfit: Error {
    /// The type that was asked for, if the value is of another kind; `nil` if it is of that kind but not acceptable.
    let expected: Any.Type?
    let message: String

    /// The value is of another kind.
    init(_ expected: Any.Type, _ phrase: String, found value: JSONValue) {
        self.expected = expected
        message = "expected \(phrase), found \(value.kindPhrase)"
    }

    /// The value is of the right kind, but not acceptable.
    init(_ message: String) {
        expected = nil
        self.message = message
    }

    /// The error that the standard library defines for this.
    func decodingError(at path: [any CodingKey]) -> DecodingError {
        let context = DecodingError.Context(codingPath: path, debugDescription: message)
        return expected.map { .typeMismatch($0, context) } ?? .dataCorrupted(context)
    }
}

/// What stands in JSON without parts, as Swift has it.
protocol JSONScalar {
    /// The value, if `json` is one.
    static func read(_ json: JSONValue) throws(Misfit) -> Self

    /// Its JSON.
    func written() throws(Misfit) -> JSONValue
}

extension Bool: JSONScalar {
    static func read(_ json: JSONValue) throws(Misfit) -> Bool {
        guard case .bool(let value) = json else { throw Misfit(Bool.self, "true or false", found: json) }
        return value
    }

    func written() -> JSONValue { .bool(self) }
}

extension String: JSONScalar {
    static func read(_ json: JSONValue) throws(Misfit) -> String {
        guard case .string(let text) = json else { throw Misfit(String.self, "a text", found: json) }
        return text
    }

    func written() -> JSONValue { .string(self) }
}

extension JSONScalar where Self: BinaryFloatingPoint {
    static func read(_ json: JSONValue) throws(Misfit) -> Self {
        guard case .number(let number) = json else { throw Misfit(Self.self, "a number", found: json) }
        let value = Self(number.double)
        guard value.isFinite else { throw Misfit("\(number) is too large for \(Self.self)") }
        return value
    }

    func written() throws(Misfit) -> JSONValue {
        guard let number = JSONNumber(Double(self)) else { throw Misfit("\(self) has no form in JSON") }
        return .number(number)
    }
}

extension Double: JSONScalar {}
extension Float: JSONScalar {}

extension JSONScalar where Self: FixedWidthInteger {
    static func read(_ json: JSONValue) throws(Misfit) -> Self {
        guard case .number(let number) = json else { throw Misfit(Self.self, "a whole number", found: json) }
        guard let whole = number.int else { throw Misfit("\(number) is no whole number within ±(2^53 − 1)") }
        guard let value = Self(exactly: whole) else { throw Misfit("\(whole) is not within \(Self.min)…\(Self.max)") }
        return value
    }

    func written() throws(Misfit) -> JSONValue {
        guard let number = JSONNumber(exactly: self) else {
            throw Misfit("\(self) is beyond ±(2^53 − 1); write it as text")
        }
        return .number(number)
    }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension Int128: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
extension UInt128: JSONScalar {}

extension Array where Element: JSONScalar {
    /// The values, if `json` is a list of such; after an error, `misfitIndex` is the element that is none.
    static func read(_ json: JSONValue, misfitIndex: inout Int?) throws(Misfit) -> [Element] {
        guard case .array(let elements) = json else { throw Misfit([Element].self, "a list", found: json) }
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            misfitIndex = values.count
            values.append(try Element.read(element))
        }
        return values
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
