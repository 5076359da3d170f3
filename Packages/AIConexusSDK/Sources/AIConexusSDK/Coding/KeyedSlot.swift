// SPDX-License-Identifier: MIT

/// The members of an object that is being written.
struct KeyedSlot<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let slot: EncodingSlot

    init(_ slot: EncodingSlot) {
        self.slot = slot
    }

    var codingPath: [any CodingKey] { slot.path }

    mutating func encodeNil(forKey key: Key) throws { slot.add(.null, key.stringValue) }
    mutating func encode(_ value: Bool, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: String, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Double, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Float, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Int, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Int8, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Int16, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Int32, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Int64, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: Int128, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: UInt, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: UInt8, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: UInt16, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: UInt32, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: UInt64, forKey key: Key) throws { try add(value, key) }
    mutating func encode(_ value: UInt128, forKey key: Key) throws { try add(value, key) }

    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        slot.add(try slot.write(value, key), key.stringValue)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        slot.part(key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        slot.part(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { slot.part(JSONKey.super) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { slot.part(key) }

    private func add(_ scalar: some JSONScalar, _ key: Key) throws {
        do throws(Misfit) {
            slot.add(try scalar.written(), key.stringValue)
        } catch {
            throw slot.error(error, .member(key))
        }
    }
}
