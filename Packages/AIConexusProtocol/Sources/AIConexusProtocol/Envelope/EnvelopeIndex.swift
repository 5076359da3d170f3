// SPDX-License-Identifier: MIT

/// Where an envelope's members and its payload's own members stand in canonical text.
struct EnvelopeIndex: Sendable {
    /// The members that version 1.0 gives a meaning; others are covered by the signature and not listed.
    private(set) var members = MemberSlots()
    /// The payload's own members, if the payload is an object.
    private(set) var payloadMembers = MemberSlots()

    /// Finds the members in one pass, or returns `nil` when `bytes` are not one canonical JSON object.
    init?(scanning bytes: Span<UInt8>, limits: JSONLimits) {
        guard bytes.count <= Int(UInt32.max) else { return nil }
        var scanner = CanonicalScanner(limits: limits)
        guard var continuing = scanner.enterObject(in: bytes, depth: 1) else { return nil }
        var previous: Range<Int>?
        while continuing {
            guard let name = scanner.nextName(in: bytes, after: previous) else { return nil }
            let wireName = WireName.find(in: bytes, name)
            let start = scanner.position
            guard let kind = skipValue(of: wireName, in: bytes, with: &scanner),
                let more = scanner.continues(in: bytes, closer: UInt8(ascii: "}"))
            else { return nil }
            if Self.isEnvelopeMember(wireName) {
                members.append(
                    MemberSlot(nameRange: name, name: wireName, valueRange: start..<(scanner.position - 1), kind: kind)
                )
            }
            previous = name
            continuing = more
        }
        guard scanner.position == bytes.count else { return nil }
    }

    private mutating func skipValue(
        of name: WireName?,
        in bytes: Span<UInt8>,
        with scanner: inout CanonicalScanner
    ) -> JSONKind? {
        guard name == .payload, scanner.isAtObject(in: bytes) else {
            return scanner.skipValue(in: bytes, depth: 1)
        }
        return scanner.skipObject(in: bytes, depth: 2, recording: &payloadMembers) ? .object : nil
    }

    private static func isEnvelopeMember(_ name: WireName?) -> Bool {
        switch name {
        case .correlationID, .expires, .from, .id, .payload, .signature, .timestamp, .to, .trace, .type, .version: true
        default: false
        }
    }
}
