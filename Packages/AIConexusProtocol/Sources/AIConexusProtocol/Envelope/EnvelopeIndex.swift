// SPDX-License-Identifier: MIT

/// Where an envelope's members and its payload's own members stand in canonical text.
struct EnvelopeIndex: ~Copyable {
    private(set) var correlationID = MemberSlot()
    private(set) var expires = MemberSlot()
    private(set) var from = MemberSlot()
    private(set) var id = MemberSlot()
    private(set) var payload = MemberSlot()
    private(set) var signature = MemberSlot()
    private(set) var timestamp = MemberSlot()
    private(set) var to = MemberSlot()
    private(set) var trace = MemberSlot()
    private(set) var type = MemberSlot()
    private(set) var version = MemberSlot()
    /// The payload's own members, if the payload is an object.
    private(set) var payloadMembers = MemberSlots()

    /// Finds the members in one pass; false when `bytes` are not one canonical JSON object.
    ///
    /// Members that version 1.0 gives no meaning are covered by the signature and not listed.
    mutating func scan(_ bytes: Span<UInt8>, limits: JSONLimits) -> Bool {
        guard bytes.count <= Int(UInt32.max) else { return false }
        var scanner = CanonicalScanner(limits: limits)
        let isObject = scanner.skipObject(in: bytes, depth: 1) { scanner, name in
            let wireName = WireName.find(name, in: bytes)
            let start = scanner.position
            guard let kind = skipValue(of: wireName, in: bytes, with: &scanner) else { return false }
            note(MemberSlot(name, wireName, value: start..<scanner.position, kind: kind))
            return true
        }
        return isObject && scanner.position == bytes.count
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

    private mutating func note(_ slot: MemberSlot) {
        switch slot.name {
        case .correlationID: correlationID = slot
        case .expires: expires = slot
        case .from: from = slot
        case .id: id = slot
        case .payload: payload = slot
        case .signature: signature = slot
        case .timestamp: timestamp = slot
        case .to: to = slot
        case .trace: trace = slot
        case .type: type = slot
        case .version: version = slot
        default: break
        }
    }
}
