// SPDX-License-Identifier: MIT

/// The elements of a list that is being written.
struct UnkeyedSlot: UnkeyedEncodingContainer {
    private let slot: EncodingSlot

    init(_ slot: EncodingSlot) {
        self.slot = slot
    }

    var codingPath: [any CodingKey] { slot.path }
    var count: Int { slot.elementCount }

    mutating func encodeNil() throws { slot.add(.null) }
    mutating func encode(_ value: Bool) throws { try add(value) }
    mutating func encode(_ value: String) throws { try add(value) }
    mutating func encode(_ value: Double) throws { try add(value) }
    mutating func encode(_ value: Float) throws { try add(value) }
    mutating func encode(_ value: Int) throws { try add(value) }
    mutating func encode(_ value: Int8) throws { try add(value) }
    mutating func encode(_ value: Int16) throws { try add(value) }
    mutating func encode(_ value: Int32) throws { try add(value) }
    mutating func encode(_ value: Int64) throws { try add(value) }
    mutating func encode(_ value: Int128) throws { try add(value) }
    mutating func encode(_ value: UInt) throws { try add(value) }
    mutating func encode(_ value: UInt8) throws { try add(value) }
    mutating func encode(_ value: UInt16) throws { try add(value) }
    mutating func encode(_ value: UInt32) throws { try add(value) }
    mutating func encode(_ value: UInt64) throws { try add(value) }
    mutating func encode(_ value: UInt128) throws { try add(value) }
    mutating func encode(_ value: some Encodable) throws { slot.add(try slot.writeElement(value)) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        slot.part().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { slot.part().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { slot.part() }

    private func add(_ scalar: some JSONScalar) throws {
        do throws(Misfit) {
            slot.add(try scalar.written())
        } catch {
            throw slot.error(error, .element(slot.elementCount))
        }
    }
}
