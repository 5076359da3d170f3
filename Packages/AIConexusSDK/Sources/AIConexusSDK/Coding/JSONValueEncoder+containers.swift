// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The members of an object that is being written.
struct KeyedSlot<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let slot: EncodingSlot

    init(_ slot: EncodingSlot) {
        self.slot = slot
    }

    var codingPath: [any CodingKey] { slot.path }

    mutating func encodeNil(forKey key: Key) throws { slot.member(key).set(.null) }
    mutating func encode(_ value: Bool, forKey key: Key) throws { slot.member(key).set(.bool(value)) }
    mutating func encode(_ value: String, forKey key: Key) throws { slot.member(key).set(.string(value)) }
    mutating func encode(_ value: Double, forKey key: Key) throws { try slot.member(key).set(real: value) }
    mutating func encode(_ value: Float, forKey key: Key) throws { try slot.member(key).set(real: Double(value)) }
    mutating func encode(_ value: Int, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: Int8, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: Int16, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: Int32, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: Int64, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: UInt, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: UInt8, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: UInt32, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { try slot.member(key).set(integer: value) }
    mutating func encode(_ value: some Encodable, forKey key: Key) throws { try slot.member(key).set(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        ValueEncoder(slot.member(key)).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        ValueEncoder(slot.member(key)).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { ValueEncoder(slot.member(JSONKey.super)) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { ValueEncoder(slot.member(key)) }
}

/// The elements of a list that is being written.
struct UnkeyedSlot: UnkeyedEncodingContainer {
    private let slot: EncodingSlot

    init(_ slot: EncodingSlot) {
        self.slot = slot
    }

    var codingPath: [any CodingKey] { slot.path }
    var count: Int { slot.elementCount }

    mutating func encodeNil() throws { slot.element().set(.null) }
    mutating func encode(_ value: Bool) throws { slot.element().set(.bool(value)) }
    mutating func encode(_ value: String) throws { slot.element().set(.string(value)) }
    mutating func encode(_ value: Double) throws { try slot.element().set(real: value) }
    mutating func encode(_ value: Float) throws { try slot.element().set(real: Double(value)) }
    mutating func encode(_ value: Int) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: Int8) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: Int16) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: Int32) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: Int64) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: UInt) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: UInt8) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: UInt16) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: UInt32) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: UInt64) throws { try slot.element().set(integer: value) }
    mutating func encode(_ value: some Encodable) throws { try slot.element().set(value) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        ValueEncoder(slot.element()).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        ValueEncoder(slot.element()).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { ValueEncoder(slot.element()) }
}

/// A value that is being written alone.
struct SingleSlot: SingleValueEncodingContainer {
    private let slot: EncodingSlot

    init(_ slot: EncodingSlot) {
        self.slot = slot
    }

    var codingPath: [any CodingKey] { slot.path }

    mutating func encodeNil() throws { slot.set(.null) }
    mutating func encode(_ value: Bool) throws { slot.set(.bool(value)) }
    mutating func encode(_ value: String) throws { slot.set(.string(value)) }
    mutating func encode(_ value: Double) throws { try slot.set(real: value) }
    mutating func encode(_ value: Float) throws { try slot.set(real: Double(value)) }
    mutating func encode(_ value: Int) throws { try slot.set(integer: value) }
    mutating func encode(_ value: Int8) throws { try slot.set(integer: value) }
    mutating func encode(_ value: Int16) throws { try slot.set(integer: value) }
    mutating func encode(_ value: Int32) throws { try slot.set(integer: value) }
    mutating func encode(_ value: Int64) throws { try slot.set(integer: value) }
    mutating func encode(_ value: UInt) throws { try slot.set(integer: value) }
    mutating func encode(_ value: UInt8) throws { try slot.set(integer: value) }
    mutating func encode(_ value: UInt16) throws { try slot.set(integer: value) }
    mutating func encode(_ value: UInt32) throws { try slot.set(integer: value) }
    mutating func encode(_ value: UInt64) throws { try slot.set(integer: value) }
    mutating func encode(_ value: some Encodable) throws { try slot.set(value) }
}
