// SPDX-License-Identifier: MIT

/// What a gateway needs of a message's bytes, found in one pass without building a value.
///
/// The view does not hold the bytes; the methods take them again. Bytes that are well-formed and not canonical are
/// rewritten once, and the view keeps that form: it is what the signature covers. Relays pass on the received bytes.
/// Source: PROTOCOL_DESIGN, "Envelope" and "Signatures and checks".
public struct EnvelopeView: Sendable {
    /// The message's own name.
    public let id: MessageID
    /// The message that this one answers.
    public let correlationID: MessageID?
    /// When it was made.
    public let timestamp: Timestamp
    /// When it stops being of use.
    public let expires: Timestamp?
    /// Who claims to have signed it; only the form of the DID has been checked.
    public let from: DID
    /// For whom it is; only the form of the DID has been checked.
    public let to: DID
    /// The message's type.
    public let type: MessageType
    /// The version of the protocol, of our major.
    public let version: ProtocolVersion
    /// The signature, not yet verified.
    public let signature: Signature
    /// Whether the received bytes were in canonical form.
    public var isCanonical: Bool { rewritten == nil }

    let index: EnvelopeIndex
    private let rewritten: [UInt8]?

    /// Finds and checks the envelope's members: size, JSON, members, version, DIDs, in this order.
    ///
    /// The payload's own members are found too, and checked by ``checkPayload(in:)``.
    ///
    /// - Parameters:
    ///   - bytes: the text as it was received.
    ///   - limits: what the text may ask of its reader.
    /// - Throws: `PAYLOAD_TOO_LARGE`, `MALFORMED_MESSAGE` or `UNSUPPORTED_VERSION`.
    public init(scanning bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(ProtocolError) {
        guard bytes.count <= limits.maximumByteCount else {
            throw ProtocolError(
                .payloadTooLarge,
                "the message has \(bytes.count) bytes, the limit is \(limits.maximumByteCount)"
            )
        }
        if let index = EnvelopeIndex(scanning: bytes, limits: limits) {
            try self.init(EnvelopeFields(index.members, in: bytes), index, rewritten: nil)
            return
        }
        let rewritten = try Self.canonicalForm(of: bytes, limits: limits)
        guard let index = EnvelopeIndex(scanning: rewritten.span, limits: .passedBefore) else {
            preconditionFailure("the scan refuses what the canonical writer wrote")
        }
        try self.init(EnvelopeFields(index.members, in: rewritten.span), index, rewritten: rewritten)
    }

    private init(_ fields: EnvelopeFields, _ index: EnvelopeIndex, rewritten: [UInt8]?) {
        id = fields.id
        correlationID = fields.correlationID
        timestamp = fields.timestamp
        expires = fields.expires
        from = fields.from
        to = fields.to
        type = fields.type
        version = fields.version
        signature = fields.signature
        self.index = index
        self.rewritten = rewritten
    }

    private static func canonicalForm(
        of bytes: Span<UInt8>,
        limits: JSONLimits
    ) throws(ProtocolError) -> [UInt8] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            throw ProtocolError(.malformedMessage, error.message, byteOffset: error.byteOffset)
        }
        guard value.object != nil else {
            throw ProtocolError(.malformedMessage, "expected an object, found another value")
        }
        return value.canonicalBytes()
    }
}

extension EnvelopeView {
    /// Checks the payload's members: names, JSON types, required ones, forms and codes; open objects are not entered.
    ///
    /// - Parameter bytes: the received text.
    /// - Throws: `MALFORMED_MESSAGE` with the JSON pointer and what was expected.
    public func checkPayload(in bytes: Span<UInt8>) throws(ProtocolError) {
        if let rewritten {
            try checkPayload(inCanonical: rewritten.span)
        } else {
            try checkPayload(inCanonical: bytes)
        }
    }

    /// Appends the bytes that the signature covers: the canonical text without its `signature` member.
    ///
    /// - Parameters:
    ///   - bytes: the received text.
    ///   - output: where they go.
    public func appendSignedBytes(of bytes: Span<UInt8>, to output: inout [UInt8]) {
        if let rewritten {
            appendSignedBytes(ofCanonical: rewritten.span, to: &output)
        } else {
            appendSignedBytes(ofCanonical: bytes, to: &output)
        }
    }

    private func checkPayload(inCanonical bytes: Span<UInt8>) throws(ProtocolError) {
        let checker = ObjectChecker(toleratesUnknown: version.toleratesUnknownMembers)
        do throws(ProtocolError) {
            try checker.checkPayload(index.payloadMembers, of: type, in: bytes)
        } catch {
            throw error.below("/payload")
        }
    }

    private func appendSignedBytes(ofCanonical bytes: Span<UInt8>, to output: inout [UInt8]) {
        guard let slot = index.members[.signature] else { preconditionFailure("a view without signature") }
        let isLast = Int(slot.valueEnd) == bytes.count - 1
        // One comma goes with the member: the one after it, or before it when it is the last. `id` is always there,
        // so it is never the only one.
        let start = Int(slot.nameStart) - (isLast ? 2 : 1)
        let end = Int(slot.valueEnd) + (isLast ? 0 : 1)
        output.append(copying: bytes.extracting(0..<start))
        output.append(copying: bytes.extracting(end..<bytes.count))
    }
}
