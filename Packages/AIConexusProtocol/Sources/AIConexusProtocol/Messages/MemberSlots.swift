// SPDX-License-Identifier: MIT

/// Where one member of an object stands in canonical text; offsets in bytes from its start.
struct MemberSlot: Sendable {
    var nameStart: UInt32 = 0
    var nameEnd: UInt32 = 0
    var valueStart: UInt32 = 0
    var valueEnd: UInt32 = 0
    var kind = JSONKind.null
    /// `nil` for a name that version 1.0 gives no meaning.
    var name: WireName?

    /// The name's text, without its quotes.
    var nameRange: Range<Int> { Int(nameStart)..<Int(nameEnd) }
    /// The value's text, a string's with its quotes.
    var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    /// A string's text without its quotes.
    var textRange: Range<Int> { Int(valueStart) + 1..<Int(valueEnd) - 1 }
}

/// The members of one closed object in the order of its text: no allocation, at most ``capacity`` of them.
///
/// No closed object has more than 12 members, so a full table says that some are unknown or out of place.
struct MemberSlots: Sendable {
    static let capacity = 16

    private var slots = InlineArray<16, MemberSlot>(repeating: MemberSlot())
    /// How many are held.
    private(set) var count = 0
    /// The first member that 1.0 does not know, or that found no place.
    private(set) var firstUnknown: MemberSlot?

    subscript(index: Int) -> MemberSlot { slots[index] }

    /// The member called `name`, if it is there.
    subscript(name: WireName) -> MemberSlot? {
        for index in 0..<count where slots[index].name == name { return slots[index] }
        return nil
    }

    mutating func append(_ slot: MemberSlot) {
        guard slot.name != nil, count < Self.capacity else {
            if firstUnknown == nil { firstUnknown = slot }
            return
        }
        slots[count] = slot
        count += 1
    }
}

extension CanonicalScanner {
    /// Passes an object at `depth` and returns where its members are, or `nil` where it stops being canonical.
    mutating func skipObject(in bytes: Span<UInt8>, depth: Int, recording slots: inout MemberSlots) -> Bool {
        guard var continuing = enterObject(in: bytes, depth: depth) else { return false }
        var previous: Range<Int>?
        while continuing {
            guard let name = nextName(in: bytes, after: previous) else { return false }
            let start = position
            guard let kind = skipValue(in: bytes, depth: depth),
                let more = continues(in: bytes, closer: UInt8(ascii: "}"))
            else { return false }
            slots.append(
                MemberSlot(
                    nameRange: name,
                    name: WireName.find(in: bytes, name),
                    valueRange: start..<(position - 1),
                    kind: kind
                )
            )
            previous = name
            continuing = more
        }
        return true
    }
}

extension MemberSlot {
    init(nameRange: Range<Int>, name: WireName?, valueRange: Range<Int>, kind: JSONKind) {
        self.init(
            nameStart: UInt32(truncatingIfNeeded: nameRange.lowerBound),
            nameEnd: UInt32(truncatingIfNeeded: nameRange.upperBound),
            valueStart: UInt32(truncatingIfNeeded: valueRange.lowerBound),
            valueEnd: UInt32(truncatingIfNeeded: valueRange.upperBound),
            kind: kind,
            name: name
        )
    }
}
