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
    /// What the message is to the call that it belongs to.
    public let callRole: CallRole
    /// Whether the received bytes were in canonical form.
    public var isCanonical: Bool { rewritten == nil }

    /// Where the `signature` member's value stands in the canonical text, with its quotes.
    let signatureRange: Range<Int>
    private let rewritten: [UInt8]?
    private let payloadFault: ProtocolError?

    /// Finds and checks the envelope's members: size, JSON, members, version, DIDs, in this order.
    ///
    /// The same pass checks the payload's own members; what is wrong with them is said by ``checkPayload()``.
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
        var index = EnvelopeIndex()
        if index.scan(bytes, limits: limits) {
            try self.init(index, in: bytes, rewritten: nil)
            return
        }
        let rewritten = try Self.canonicalForm(of: bytes, limits: limits)
        index = EnvelopeIndex()
        guard index.scan(rewritten.span, limits: .passedBefore) else {
            preconditionFailure("the scan refuses what the canonical writer wrote")
        }
        try self.init(index, in: rewritten.span, rewritten: rewritten)
    }

    private init(
        _ index: borrowing EnvelopeIndex,
        in bytes: Span<UInt8>,
        rewritten: [UInt8]?
    ) throws(ProtocolError) {
        let fields = try EnvelopeFields(index, in: bytes)
        id = fields.id
        correlationID = fields.correlationID
        timestamp = fields.timestamp
        expires = fields.expires
        from = fields.from
        to = fields.to
        type = fields.type
        version = fields.version
        signature = fields.signature
        callRole = CallRole(of: fields.type, index.payloadMembers, in: bytes)
        signatureRange = index.signature.valueRange
        self.rewritten = rewritten
        do throws(ProtocolError) {
            let checker = ObjectChecker(toleratesUnknown: fields.version.toleratesUnknownMembers)
            try checker.checkPayload(index.payloadMembers, of: fields.type, in: bytes)
            payloadFault = nil
        } catch {
            payloadFault = error.below("/payload")
        }
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
    /// Says what is wrong with the payload's members: names, JSON types, required ones, forms and codes.
    ///
    /// Open objects are not entered.
    ///
    /// - Throws: `MALFORMED_MESSAGE` with the JSON pointer and what was expected.
    public func checkPayload() throws(ProtocolError) {
        if let payloadFault { throw payloadFault }
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

    private func appendSignedBytes(ofCanonical bytes: Span<UInt8>, to output: inout [UInt8]) {
        let isLast = signatureRange.upperBound == bytes.count - 1
        // One comma goes with the member: the one after it, or before it when it is the last. `id` is always there,
        // so it is never the only one.
        let start = signatureRange.lowerBound - "\"signature\":".utf8.count - (isLast ? 1 : 0)
        let end = signatureRange.upperBound + (isLast ? 0 : 1)
        output.append(copying: bytes.extracting(0..<start))
        output.append(copying: bytes.extracting(end..<bytes.count))
    }
}
