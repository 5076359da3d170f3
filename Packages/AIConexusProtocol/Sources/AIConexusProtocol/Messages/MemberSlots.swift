// SPDX-License-Identifier: MIT

/// Where one member of an object stands in canonical text; offsets in bytes from its start.
struct MemberSlot: Sendable {
    private var nameStart: UInt32 = 0
    private var valueStart: UInt32 = 0
    private var valueEnd: UInt32 = 0
    private(set) var kind = JSONKind.null
    /// `nil` for a name that version 1.0 gives no meaning.
    private(set) var name: WireName?

    /// The slot of a member that is not there.
    init() {}

    init(nameStart: Int, name: WireName?, value: Range<Int>, kind: JSONKind) {
        self.nameStart = UInt32(truncatingIfNeeded: nameStart)
        valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        self.kind = kind
        self.name = name
    }

    /// Whether the member is there.
    var isPresent: Bool { valueEnd > 0 }
    /// The value's text, a string's with its quotes.
    var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    /// A string's text without its quotes.
    var textRange: Range<Int> { Int(valueStart) + 1..<Int(valueEnd) - 1 }
    /// The name's text without its quotes; a quote and a colon stand between it and the value.
    var nameRange: Range<Int> { Int(nameStart)..<Int(valueStart) - 2 }

    func precedes(_ other: MemberSlot) -> Bool { nameStart < other.nameStart }
}

/// The members of one closed object in the order of its text: no allocation, at most ``capacity`` of them.
///
/// No closed object has more than 11 members, so a full table says that some are unknown or out of place.
struct MemberSlots: ~Copyable {
    static let capacity = 12

    private var slots = InlineArray<12, MemberSlot>(repeating: MemberSlot())
    /// How many are held.
    private(set) var count = 0
    /// The first member that 1.0 does not know, or that found no place.
    private(set) var firstUnknown = MemberSlot()

    subscript(index: Int) -> MemberSlot { slots[index] }

    /// Whether the member called `name` is there.
    func contains(_ name: WireName) -> Bool {
        for index in 0..<count where slots[index].name == name { return true }
        return false
    }

    mutating func append(_ slot: MemberSlot) {
        guard slot.name != nil, count < Self.capacity else {
            if !firstUnknown.isPresent { firstUnknown = slot }
            return
        }
        slots[count] = slot
        count += 1
    }
}

extension CanonicalScanner {
    /// Passes an object at `depth`, noting where its members are; false where it stops being canonical.
    mutating func skipObject(in bytes: Span<UInt8>, depth: Int, recording slots: inout MemberSlots) -> Bool {
        guard var continuing = enterObject(in: bytes, depth: depth) else { return false }
        var previous: Range<Int>?
        while continuing {
            guard let name = nextName(in: bytes, after: previous) else { return false }
            let start = position
            guard let kind = skipValue(in: bytes, depth: depth) else { return false }
            slots.append(
                MemberSlot(
                    nameStart: name.lowerBound,
                    name: WireName.find(in: bytes, name),
                    value: start..<position,
                    kind: kind
                )
            )
            guard let more = continues(in: bytes, closer: UInt8(ascii: "}")) else { return false }
            previous = name
            continuing = more
        }
        return true
    }
}
