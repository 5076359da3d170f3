// SPDX-License-Identifier: MIT

/// The values of an envelope's own members, read from canonical text.
struct EnvelopeFields {
    let id: MessageID
    let correlationID: MessageID?
    let timestamp: Timestamp
    let expires: Timestamp?
    let type: MessageType
    let signature: Signature
    let version: ProtocolVersion
    let from: DID
    let to: DID

    /// Reads the members in the order of PROTOCOL_DESIGN: forms, then the version, then the DIDs.
    init(_ index: borrowing EnvelopeIndex, in bytes: Span<UInt8>) throws(ProtocolError) {
        id = try Self.read(index.id, "id", bytes, Self.uuid, MessageID.init(decoding:))
        correlationID =
            index.correlationID.kind == .null
            ? nil : try Self.read(index.correlationID, "correlation_id", bytes, Self.uuid, MessageID.init(decoding:))
        timestamp = try Self.read(index.timestamp, "timestamp", bytes, Self.time, Timestamp.init(decoding:))
        expires =
            index.expires.isPresent
            ? try Self.read(index.expires, "expires", bytes, Self.time, Timestamp.init(decoding:)) : nil
        try Self.require(.string, index.from, "from", "a DID")
        try Self.require(.string, index.to, "to", "a DID")
        type = try Self.read(index.type, "type", bytes, "one of the eleven message types", MessageType.init(decoding:))
        try Self.require(.object, index.payload, "payload", "an object")
        if index.trace.isPresent { try Self.require(.object, index.trace, "trace", "an object") }
        version = try Self.read(index.version, "version", bytes, "as in 1.0", ProtocolVersion.init(decoding:))
        signature = try Self.read(index.signature, "signature", bytes, Self.base64, Signature.init(decoding:))
        try Self.checkVersion(version)
        if index.trace.isPresent { try Self.checkTrace(index.trace, in: bytes, version) }
        from = try Self.did(index.from, "from", in: bytes)
        to = try Self.did(index.to, "to", in: bytes)
    }

    private static let uuid: StaticString = "a UUID in lower case with hyphens"
    private static let time: StaticString = "an RFC 3339 time in UTC, as in 2026-11-21T10:15:30.250Z"
    private static let base64: StaticString = "88 characters of padded base64"

    private static func read<Value>(
        _ slot: MemberSlot,
        _ name: StaticString,
        _ bytes: Span<UInt8>,
        _ expectation: StaticString,
        _ decode: (Span<UInt8>) -> Value?
    ) throws(ProtocolError) -> Value {
        guard slot.kind == .string, let value = decode(bytes.extracting(slot.textRange)) else {
            throw misfit(slot, name, expectation)
        }
        return value
    }

    private static func require(
        _ kind: JSONKind,
        _ slot: MemberSlot,
        _ name: StaticString,
        _ expectation: StaticString
    ) throws(ProtocolError) {
        guard slot.kind == kind else { throw misfit(slot, name, expectation) }
    }

    private static func misfit(
        _ slot: MemberSlot,
        _ name: StaticString,
        _ expectation: StaticString
    ) -> ProtocolError {
        let found = slot.isPresent ? slot.kind == .string ? "another text" : slot.kind.phrase : "nothing"
        return ProtocolError(.malformedMessage, "expected \(expectation), found \(found)", pointer: "/\(name)")
    }

    private static func checkVersion(_ version: ProtocolVersion) throws(ProtocolError) {
        let major = ProtocolVersion.current.major
        guard version.major != major else { return }
        throw ProtocolError(.unsupportedVersion, "version \(version) is not one of \(major).x", pointer: "/version")
    }

    private static func checkTrace(
        _ slot: MemberSlot,
        in bytes: Span<UInt8>,
        _ version: ProtocolVersion
    ) throws(ProtocolError) {
        let checker = ObjectChecker(toleratesUnknown: version.toleratesUnknownMembers)
        do throws(ProtocolError) {
            try checker.check(.trace, at: slot.valueRange, in: bytes)
        } catch {
            throw error.below("/trace")
        }
    }

    private static func did(
        _ slot: MemberSlot,
        _ name: StaticString,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) -> DID {
        do throws(DIDError) {
            return try DID(decoding: bytes.extracting(slot.textRange))
        } catch {
            throw ProtocolError(.malformedMessage, error.message, pointer: "/\(name)")
        }
    }
}

extension Signature {
    /// Reads the text form, or returns `nil` when `text` is anything else.
    fileprivate init?(decoding text: Span<UInt8>) {
        // The reason is lost on purpose: what was expected says more than which character was wrong.
        guard let signature = try? Signature(base64: text) else { return nil }
        self = signature
    }
}
