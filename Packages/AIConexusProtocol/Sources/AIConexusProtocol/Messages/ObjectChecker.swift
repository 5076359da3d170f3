// SPDX-License-Identifier: MIT

/// Checks closed objects in canonical text: names, JSON types, what is required, and the form of each member.
///
/// It builds nothing and does not look inside open objects. Errors are `MALFORMED_MESSAGE` with the JSON pointer and
/// what was expected.
struct ObjectChecker: Sendable {
    /// Whether members and codes that 1.0 does not know are overlooked, as in messages of version 1.x.
    let toleratesUnknown: Bool

    /// Checks a payload's own members, whichever of its type's shapes they have.
    func checkPayload(
        _ slots: borrowing MemberSlots,
        of type: MessageType,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) {
        if type.maySeal, slots.contains(.sealed) {
            try check(slots, as: .sealedPayload, in: bytes)
        } else {
            try checkClear(slots, of: type, in: bytes)
        }
    }

    /// Checks the canonical text of a payload that is not sealed.
    func checkClear(_ text: [UInt8], of type: MessageType) throws(ProtocolError) {
        var scanner = CanonicalScanner(limits: .passedBefore)
        var slots = MemberSlots()
        guard scanner.skipObject(in: text.span, depth: 1, recording: &slots) else {
            preconditionFailure("the scan refuses what the canonical writer wrote")
        }
        try checkClear(slots, of: type, in: text.span)
    }

    private func checkClear(
        _ slots: borrowing MemberSlots,
        of type: MessageType,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) {
        try check(slots, as: ClosedObject(payloadOf: type, slots), in: bytes)
        if type == .intent, !slots.contains(.query), !slots.contains(.task), !slots.contains(.status) {
            throw ProtocolError(.malformedMessage, "INTENT needs query, task or status", pointer: "")
        }
    }

    /// Checks the members of one object; what is there and wrong is reported before what is missing.
    ///
    /// Slots and rules stand in the same order, so both are walked once.
    func check(_ slots: borrowing MemberSlots, as object: ClosedObject, in bytes: Span<UInt8>) throws(ProtocolError) {
        let schema = object.schema
        // Looked at in place: a rule is not small.
        let rules = schema.rules.span
        var nextRule = 0
        var requiredCount = 0
        for index in 0..<slots.count {
            let slot = slots[index]
            if slots.hasUnknown(before: slot) { try refuseUnknown(slots.firstUnknown, in: object, bytes) }
            var found = nextRule
            while found < rules.count, rules[found].name != slot.name { found += 1 }
            guard found < rules.count else {
                try refuseUnknown(slot, in: object, bytes)
                continue
            }
            if !rules[found].accepts(slot, in: bytes) { try check(slot, against: rules[found], in: bytes) }
            requiredCount += rules[found].isRequired ? 1 : 0
            nextRule = found + 1
        }
        if slots.firstUnknown.isPresent { try refuseUnknown(slots.firstUnknown, in: object, bytes) }
        if requiredCount < schema.required.count { throw missing(in: slots, of: object) }
    }

    /// Checks a member that its rule did not accept at a glance.
    @inline(never)
    private func check(_ slot: MemberSlot, against rule: MemberRule, in bytes: Span<UInt8>) throws(ProtocolError) {
        do throws(ProtocolError) {
            try check(slot, against: rule.shape, in: bytes)
        } catch {
            throw error.below("/\(rule.name.rawValue)")
        }
    }

    private func check(_ slot: MemberSlot, against shape: Shape, in bytes: Span<UInt8>) throws(ProtocolError) {
        guard shape.kind == slot.kind || shape.kind == nil else { throw misfit(slot, shape) }
        switch shape {
        case .object(let object):
            try check(object, at: slot.valueRange, in: bytes)
        case .objects(let object, let maximumCount):
            try checkElements(.object(object), maximumCount: maximumCount, at: slot.valueRange, in: bytes)
        case .strings:
            try checkElements(.string, maximumCount: .max, at: slot.valueRange, in: bytes)
        case .word(let set) where toleratesUnknown && set.isExtensible:
            break
        default:
            guard shape.accepts(slot, in: bytes) else { throw misfit(shape) }
        }
    }

    /// Checks the closed object that stands at `range` of a text that has passed the scan.
    func check(
        _ object: ClosedObject,
        at range: Range<Int>,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) {
        var scanner = CanonicalScanner(limits: .passedBefore)
        scanner.position = range.lowerBound
        var slots = MemberSlots()
        guard scanner.skipObject(in: bytes, depth: 1, recording: &slots) else {
            preconditionFailure("text that passed the scan once fails it in part")
        }
        try check(slots, as: object, in: bytes)
    }

    private func checkElements(
        _ shape: Shape,
        maximumCount: Int,
        at range: Range<Int>,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) {
        var scanner = CanonicalScanner(limits: .passedBefore)
        scanner.position = range.lowerBound + 1
        var index = 0
        while scanner.position < range.upperBound - 1 {
            guard index < maximumCount else {
                throw ProtocolError(.malformedMessage, "expected at most \(maximumCount) elements", pointer: "")
            }
            let start = scanner.position
            guard let kind = scanner.skipValue(in: bytes, depth: 1) else {
                preconditionFailure("text that passed the scan once fails it in part")
            }
            let element = MemberSlot(element: start..<scanner.position, kind: kind)
            do throws(ProtocolError) {
                try check(element, against: shape, in: bytes)
            } catch {
                throw error.below("/\(index)")
            }
            index += 1
            scanner.position += 1
        }
    }
}

// Never inlined: building an error's text stays out of the path of what is right.
extension ObjectChecker {
    @inline(never)
    private func refuseUnknown(
        _ slot: MemberSlot,
        in object: ClosedObject,
        _ bytes: Span<UInt8>
    ) throws(ProtocolError) {
        guard !toleratesUnknown else { return }
        throw ProtocolError(
            .malformedMessage,
            "\(object.title) has no such member; it may have \(object.schema.memberList)",
            pointer: "/" + JSONPointer.token(in: bytes, slot.nameRange)
        )
    }

    @inline(never)
    private func missing(in slots: borrowing MemberSlots, of object: ClosedObject) -> ProtocolError {
        for rule in object.schema.required where !slots.contains(rule.name) {
            return ProtocolError(
                .malformedMessage,
                "\(object.title) needs \(rule.name.rawValue): \(rule.shape.expectation)",
                pointer: "/\(rule.name.rawValue)"
            )
        }
        preconditionFailure("fewer required members were counted than there are")
    }

    @inline(never)
    private func misfit(_ slot: MemberSlot, _ shape: Shape) -> ProtocolError {
        ProtocolError(.malformedMessage, "expected \(shape.expectation), found \(slot.kind.phrase)", pointer: "")
    }

    @inline(never)
    private func misfit(_ shape: Shape) -> ProtocolError {
        ProtocolError(.malformedMessage, "expected \(shape.expectation)", pointer: "")
    }
}

extension ProtocolError {
    /// The same error seen from one container further out.
    func below(_ prefix: String) -> ProtocolError {
        var error = self
        error.pointer = pointer.map { prefix + $0 }
        return error
    }
}
