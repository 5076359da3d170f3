// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// Writes `Encodable` values as JSON values.
///
/// Numbers must be finite and integers lie within ±(2^53 − 1), beyond which JSON readers disagree. A `nil` of a
/// synthesised `Codable` is left out, an explicit one is `null`. `Data` and `Date` are written as their own `Codable`
/// code does; give a `String` where a capability promises a form.
public struct JSONValueEncoder: Sendable {
    /// Creates an encoder.
    public init() {}

    /// Writes a value.
    ///
    /// - Parameter value: what to write.
    /// - Returns: its JSON.
    /// - Throws: ``JSONCodingError`` with the place of what cannot be written.
    public func encode(_ value: some Encodable) throws(JSONCodingError) -> JSONValue {
        do {
            return try EncodingSlot.encode(value, at: [])
        } catch {
            throw JSONCodingError(error)
        }
    }
}

/// A place for one value that is being written.
final class EncodingSlot {
    /// What has been written so far.
    private enum Content {
        case nothing
        case value(JSONValue)
        case object([(name: String, slot: EncodingSlot)])
        case array([EncodingSlot])
    }

    let path: [any CodingKey]
    private var content = Content.nothing

    init(at path: [any CodingKey]) {
        self.path = path
    }

    /// The value of something encodable.
    static func encode(_ value: some Encodable, at path: [any CodingKey]) throws -> JSONValue {
        // These two have no other form, and going through their `Codable` code would be slow.
        if let value = value as? JSONValue { return value }
        if let value = value as? JSONObject { return .object(value) }
        let slot = EncodingSlot(at: path)
        try value.encode(to: ValueEncoder(slot))
        guard let written = slot.finished else {
            throw JSONCodingError("\(type(of: value)) wrote nothing", at: path)
        }
        return written
    }

    /// The value, or `nil` when nothing was written.
    var finished: JSONValue? {
        switch content {
        case .nothing: return nil
        case .value(let value): return value
        case .array(let slots): return .array(slots.map { $0.finished ?? .object([:]) })
        case .object(let members):
            var object = JSONObject()
            for member in members { object[JSONName(member.name)] = member.slot.finished ?? .object([:]) }
            return .object(object)
        }
    }

    func set(_ value: JSONValue) {
        content = .value(value)
    }

    func becomeObject() {
        if case .object = content { return }
        content = .object([])
    }

    func becomeArray() {
        if case .array = content { return }
        content = .array([])
    }

    /// A place for a member; a later one of the same name takes the place of an earlier one.
    func member(_ key: some CodingKey) -> EncodingSlot {
        guard case .object(var members) = content else { preconditionFailure("the slot is no object") }
        content = .nothing
        let slot = EncodingSlot(at: path + [key])
        members.append((key.stringValue, slot))
        content = .object(members)
        return slot
    }

    /// A place for the next element.
    func element() -> EncodingSlot {
        guard case .array(var slots) = content else { preconditionFailure("the slot is no array") }
        content = .nothing
        let slot = EncodingSlot(at: path + [JSONKey(slots.count)])
        slots.append(slot)
        content = .array(slots)
        return slot
    }

    var elementCount: Int {
        if case .array(let slots) = content { slots.count } else { 0 }
    }

    // MARK: - Scalars

    func set(integer: some BinaryInteger) throws {
        guard let number = JSONNumber(exactly: integer) else {
            throw JSONCodingError("\(integer) is beyond ±(2^53 − 1); write it as text", at: path)
        }
        set(.number(number))
    }

    func set(real: Double) throws {
        guard let number = JSONNumber(real) else {
            throw JSONCodingError("\(real) has no form in JSON", at: path)
        }
        set(.number(number))
    }

    func set(_ value: some Encodable) throws {
        set(try Self.encode(value, at: path))
    }
}

/// What a type's `encode(to:)` is given.
struct ValueEncoder: Encoder {
    private let slot: EncodingSlot

    init(_ slot: EncodingSlot) {
        self.slot = slot
    }

    var codingPath: [any CodingKey] { slot.path }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(KeyedSlot(slot))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return UnkeyedSlot(slot)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        SingleSlot(slot)
    }
}
