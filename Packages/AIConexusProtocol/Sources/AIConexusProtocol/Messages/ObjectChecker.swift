// SPDX-License-Identifier: MIT

/// Checks closed objects in canonical text: names, JSON types, what is required, and the form of each member.
///
/// It builds nothing and does not look inside open objects. Errors are `MALFORMED_MESSAGE` with the JSON pointer and
/// what was expected.
struct ObjectChecker: Sendable {
    /// Whether members and codes that 1.0 does not know are overlooked, as in messages of version 1.x.
    let toleratesUnknown: Bool

    /// Checks a payload's own members, whichever of its type's shapes they have.
    func checkPayload(_ slots: MemberSlots, of type: MessageType, in bytes: Span<UInt8>) throws(ProtocolError) {
        try check(slots, as: ClosedObject(payloadOf: type, slots), in: bytes)
        if type == .intent, slots[.sealed] == nil, slots[.query] == nil, slots[.task] == nil, slots[.status] == nil {
            throw ProtocolError(.malformedMessage, "INTENT needs query, task or status", pointer: "")
        }
    }

    /// Checks the members of one object.
    ///
    /// Slots and rules stand in the same order, so both are walked once.
    func check(_ slots: MemberSlots, as object: ClosedObject, in bytes: Span<UInt8>) throws(ProtocolError) {
        let rules = object.schema.rules
        var nextRule = 0
        for index in 0..<slots.count {
            let slot = slots[index]
            var found = nextRule
            while found < rules.count, rules[found].name != slot.name { found += 1 }
            guard found < rules.count else {
                if toleratesUnknown { continue }
                throw unknown(slot, in: object, bytes)
            }
            try requireNone(of: rules[nextRule..<found], in: object)
            do throws(ProtocolError) {
                try check(slot, against: rules[found].shape, in: bytes)
            } catch {
                throw error.below("/\(rules[found].name.rawValue)")
            }
            nextRule = found + 1
        }
        try requireNone(of: rules[nextRule...], in: object)
        if let slot = slots.firstUnknown, !toleratesUnknown { throw unknown(slot, in: object, bytes) }
    }

    private func check(_ slot: MemberSlot, against shape: Shape, in bytes: Span<UInt8>) throws(ProtocolError) {
        if let kind = shape.kind, kind != slot.kind {
            throw ProtocolError(
                .malformedMessage,
                "expected \(shape.expectation), found \(slot.kind.phrase)",
                pointer: ""
            )
        }
        switch shape {
        case .object(let object):
            try check(object, at: slot.valueRange, in: bytes)
        case .objects(let object, let maximumCount):
            try checkElements(object, maximumCount: maximumCount, at: slot.valueRange, in: bytes)
        case .word(let set):
            guard toleratesUnknown && set.isExtensible || shape.accepts(slot, in: bytes) else { throw misfit(shape) }
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
        _ object: ClosedObject,
        maximumCount: Int,
        at range: Range<Int>,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) {
        var scanner = CanonicalScanner(limits: .passedBefore)
        scanner.position = range.lowerBound + 1
        var index = 0
        while scanner.position < range.upperBound - 1 {
            guard index < maximumCount else { throw misfit(.objects(object, maximumCount: maximumCount)) }
            let start = scanner.position
            guard let kind = scanner.skipValue(in: bytes, depth: 1) else {
                preconditionFailure("text that passed the scan once fails it in part")
            }
            do throws(ProtocolError) {
                guard kind == .object else {
                    throw ProtocolError(
                        .malformedMessage,
                        "expected an object, found \(kind.phrase)",
                        pointer: ""
                    )
                }
                try check(object, at: start..<scanner.position, in: bytes)
            } catch {
                throw error.below("/\(index)")
            }
            index += 1
            scanner.position += 1
        }
    }

    private func requireNone(of rules: ArraySlice<MemberRule>, in object: ClosedObject) throws(ProtocolError) {
        for rule in rules where rule.isRequired {
            throw ProtocolError(
                .malformedMessage,
                "\(object.title) needs \(rule.name.rawValue): \(rule.shape.expectation)",
                pointer: "/\(rule.name.rawValue)"
            )
        }
    }

    private func misfit(_ shape: Shape) -> ProtocolError {
        ProtocolError(.malformedMessage, "expected \(shape.expectation)", pointer: "")
    }

    private func unknown(_ slot: MemberSlot, in object: ClosedObject, _ bytes: Span<UInt8>) -> ProtocolError {
        ProtocolError(
            .malformedMessage,
            "\(object.title) has no such member; it may have \(object.schema.memberList)",
            pointer: "/" + JSONPointer.token(in: bytes, slot.nameRange)
        )
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
