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

    init(_ name: CanonicalName, _ wireName: WireName?, value: Range<Int>, kind: JSONKind) {
        nameStart = UInt32(truncatingIfNeeded: name.start)
        valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        self.kind = kind
        self.name = wireName
    }

    /// The slot of an element, which has no name.
    init(element: Range<Int>, kind: JSONKind) {
        valueStart = UInt32(truncatingIfNeeded: element.lowerBound)
        valueEnd = UInt32(truncatingIfNeeded: element.upperBound)
        self.kind = kind
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

/// The members of one closed object whose names version 1.0 knows, in the order of its text.
///
/// The first ``inlineCount`` need no allocation. No closed object of 1.0 has more members; one of a later minor version
/// may, at most as many as there are known names, since no name occurs twice.
struct MemberSlots: ~Copyable {
    static let inlineCount = 12

    private var slots = InlineArray<12, MemberSlot>(repeating: MemberSlot())
    private var furtherSlots: [MemberSlot] = []
    /// How many are held.
    private(set) var count = 0
    /// The first member that 1.0 does not know.
    private(set) var firstUnknown = MemberSlot()

    subscript(index: Int) -> MemberSlot {
        index < Self.inlineCount ? slots.span[index] : furtherSlots[index - Self.inlineCount]
    }

    /// Whether the member called `name` is there.
    func contains(_ name: WireName) -> Bool {
        for index in 0..<min(count, Self.inlineCount) where slots.span[index].name == name { return true }
        for slot in furtherSlots where slot.name == name { return true }
        return false
    }

    /// Whether one of the unknown members stands before `slot`.
    func hasUnknown(before slot: MemberSlot) -> Bool {
        firstUnknown.isPresent && firstUnknown.precedes(slot)
    }

    mutating func append(_ slot: MemberSlot) {
        guard slot.name != nil else {
            if !firstUnknown.isPresent { firstUnknown = slot }
            return
        }
        if count < Self.inlineCount { slots[count] = slot } else { furtherSlots.append(slot) }
        count += 1
    }
}

extension CanonicalScanner {
    /// Passes an object at `depth`, noting where its members are; false where it stops being canonical.
    mutating func skipObject(in bytes: Span<UInt8>, depth: Int, recording slots: inout MemberSlots) -> Bool {
        skipObject(in: bytes, depth: depth) { scanner, name in
            let start = scanner.position
            guard let kind = scanner.skipValue(in: bytes, depth: depth) else { return false }
            slots.append(
                MemberSlot(name, WireName.find(name, in: bytes), value: start..<scanner.position, kind: kind)
            )
            return true
        }
    }
}
