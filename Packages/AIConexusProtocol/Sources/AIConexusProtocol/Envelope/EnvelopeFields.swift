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
    init(_ members: MemberSlots, in bytes: Span<UInt8>) throws(ProtocolError) {
        id = try Self.required(.id, members, in: bytes, "a UUID in lower case with hyphens", MessageID.init(decoding:))
        correlationID = try Self.correlationID(members, in: bytes)
        timestamp = try Self.required(.timestamp, members, in: bytes, Self.time, Timestamp.init(decoding:))
        expires = try Self.optional(.expires, members, in: bytes, Self.time, Timestamp.init(decoding:))
        let (from, to) = (try Self.text(.from, members), try Self.text(.to, members))
        type = try Self.required(
            .type,
            members,
            in: bytes,
            "one of the eleven message types",
            MessageType.init(decoding:)
        )
        try Self.requireObject(.payload, members)
        if members[.trace] != nil { try Self.requireObject(.trace, members) }
        version = try Self.required(
            .version,
            members,
            in: bytes,
            "a version as in 1.0",
            ProtocolVersion.init(decoding:)
        )
        signature = try Self.required(
            .signature,
            members,
            in: bytes,
            "88 characters of padded base64",
            Signature.init(decoding:)
        )
        guard version.major == ProtocolVersion.current.major else {
            throw ProtocolError(
                .unsupportedVersion,
                "version \(version) is not one of \(ProtocolVersion.current.major).x",
                pointer: "/version"
            )
        }
        try Self.checkTrace(members, in: bytes, version: version)
        self.from = try Self.did(.from, from, in: bytes)
        self.to = try Self.did(.to, to, in: bytes)
    }

    private static let time = Shape.timestamp.expectation

    private static func correlationID(
        _ members: MemberSlots,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) -> MessageID? {
        guard members[.correlationID]?.kind != .null else { return nil }
        let expectation = "a UUID in lower case with hyphens, or null"
        return try optional(.correlationID, members, in: bytes, expectation, MessageID.init(decoding:))
    }

    private static func requireObject(_ name: WireName, _ members: MemberSlots) throws(ProtocolError) {
        guard members[name]?.kind == .object else { throw misfit(name, members, "an object") }
    }

    private static func checkTrace(
        _ members: MemberSlots,
        in bytes: Span<UInt8>,
        version: ProtocolVersion
    ) throws(ProtocolError) {
        guard let slot = members[.trace] else { return }
        let checker = ObjectChecker(toleratesUnknown: version.toleratesUnknownMembers)
        do throws(ProtocolError) {
            try checker.check(.trace, at: slot.valueRange, in: bytes)
        } catch {
            throw error.below("/trace")
        }
    }

    private static func required<Value>(
        _ name: WireName,
        _ members: MemberSlots,
        in bytes: Span<UInt8>,
        _ expectation: @autoclosure () -> String,
        _ read: (Span<UInt8>) -> Value?
    ) throws(ProtocolError) -> Value {
        guard let slot = members[name], slot.kind == .string, let value = read(bytes.extracting(slot.textRange)) else {
            throw misfit(name, members, expectation())
        }
        return value
    }

    private static func optional<Value>(
        _ name: WireName,
        _ members: MemberSlots,
        in bytes: Span<UInt8>,
        _ expectation: @autoclosure () -> String,
        _ read: (Span<UInt8>) -> Value?
    ) throws(ProtocolError) -> Value? {
        guard members[name] != nil else { return nil }
        return try required(name, members, in: bytes, expectation(), read)
    }

    private static func text(_ name: WireName, _ members: MemberSlots) throws(ProtocolError) -> Range<Int> {
        guard let slot = members[name], slot.kind == .string else { throw misfit(name, members, "a DID") }
        return slot.textRange
    }

    private static func did(
        _ name: WireName,
        _ range: Range<Int>,
        in bytes: Span<UInt8>
    ) throws(ProtocolError) -> DID {
        do throws(DIDError) {
            return try DID(decoding: bytes.extracting(range))
        } catch {
            throw ProtocolError(.malformedMessage, error.message, pointer: "/\(name.rawValue)")
        }
    }

    private static func misfit(_ name: WireName, _ members: MemberSlots, _ expectation: String) -> ProtocolError {
        let found = members[name].map { $0.kind == .string ? "" : ", found \($0.kind.phrase)" } ?? ", found nothing"
        return ProtocolError(.malformedMessage, "expected \(expectation)\(found)", pointer: "/\(name.rawValue)")
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

extension MessageType {
    /// The type with this name, or `nil`.
    init?(decoding text: Span<UInt8>) {
        for type in Self.allCases where text.equals(type.rawValue) {
            self = type
            return
        }
        return nil
    }
}
