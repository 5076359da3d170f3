// SPDX-License-Identifier: MIT

/// What a message is to the call that it belongs to, as far as a relay can see.
///
/// It comes with the scan, so that a relay can keep account of open calls without reading payloads. A payload that is
/// not of its type's shape has any role; it is refused anyway. Source: PROTOCOL_DESIGN, "A call".
public enum CallRole: Hashable, Sendable {
    /// Neither `EXEC_REQUEST` nor `EXEC_RESPONSE`.
    case none
    /// A request that is answered within `timeoutMilliseconds`; 0 says that it may take any time.
    case request(timeoutMilliseconds: Int)
    /// A sealed request: only the callee knows how long it may take.
    case sealedRequest
    /// A `partial` answer.
    case part
    /// The final answer.
    case end
    /// A sealed answer: only the caller knows whether it is the final one.
    case sealedAnswer
}

extension CallRole {
    init(of type: MessageType, _ members: borrowing MemberSlots, in bytes: Span<UInt8>) {
        switch type {
        case .execRequest: self = Self.request(members, in: bytes)
        case .execResponse: self = Self.answer(members, in: bytes)
        default: self = .none
        }
    }

    private static func request(_ members: borrowing MemberSlots, in bytes: Span<UInt8>) -> CallRole {
        var timeout: Int?
        var isStream = false
        for index in 0..<members.count {
            let slot = members[index]
            switch slot.name {
            case .sealed: return .sealedRequest
            case .timeoutMilliseconds: timeout = integer(at: slot.valueRange, in: bytes)
            case .stream: isStream = bytes[slot.valueRange.lowerBound] == UInt8(ascii: "t")
            default: break
            }
        }
        let usual = isStream ? 0 : ExecRequest.defaultTimeout.wholeMilliseconds
        return .request(timeoutMilliseconds: timeout ?? usual)
    }

    private static func answer(_ members: borrowing MemberSlots, in bytes: Span<UInt8>) -> CallRole {
        for index in 0..<members.count {
            let slot = members[index]
            if slot.name == .sealed { return .sealedAnswer }
            guard slot.name == .status, slot.kind == .string else { continue }
            return bytes[slot.textRange.lowerBound] == UInt8(ascii: "p") ? .part : .end
        }
        return .end
    }

    /// The integer at `range`, 0 for anything that the schema refuses.
    private static func integer(at range: Range<Int>, in bytes: Span<UInt8>) -> Int {
        guard range.count <= 16 else { return 0 }
        var value = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return 0 }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
