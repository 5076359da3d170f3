// SPDX-License-Identifier: MIT

/// Turns messages into signed bytes.
///
/// The bytes are canonical, so that no receiver needs to rewrite them. Source: PROTOCOL_DESIGN, "Signatures and
/// checks".
public struct MessageSigner: Sendable {
    /// The identity that signs.
    public let key: SigningKey
    /// What the signed text may ask of its readers.
    public let limits: JSONLimits

    /// Creates a signer.
    ///
    /// - Parameters:
    ///   - key: the identity; every message's `from` must be its DID.
    ///   - limits: the limits that readers are expected to have.
    public init(key: SigningKey, limits: JSONLimits = .standard) {
        self.key = key
        self.limits = limits
    }

    /// Signs a message.
    ///
    /// - Parameter envelope: the message.
    /// - Returns: the canonical text with its signature.
    /// - Throws: `IDENTITY_MISMATCH` when `from` is not the key's DID, `MALFORMED_MESSAGE` when the payload does not
    ///   fit the protocol, `PAYLOAD_TOO_LARGE`.
    public func sign(_ envelope: Envelope) throws(ProtocolError) -> [UInt8] {
        try sign(envelope.json)
    }

    /// Signs a message given as JSON; a `signature` that it has is replaced.
    ///
    /// - Parameter object: the message.
    /// - Returns: the canonical text with its signature.
    /// - Throws: as ``sign(_:)-(Envelope)``.
    public func sign(_ object: JSONObject) throws(ProtocolError) -> [UInt8] {
        var object = object
        object[.signature] = .string(Self.placeholder)
        var text = JSONValue.object(object).canonicalBytes()
        let view = try EnvelopeView(scanning: text.span, limits: limits)
        guard view.from == key.did else {
            throw ProtocolError(.identityMismatch, "the key signs for \(key.did) only", pointer: "/from")
        }
        try view.checkPayload()
        var signed: [UInt8] = []
        signed.reserveCapacity(text.count)
        view.appendSignedBytes(of: text.span, to: &signed)
        let place = view.signatureRange.lowerBound + 1..<view.signatureRange.upperBound - 1
        text.replaceSubrange(place, with: key.sign(message: signed.span).base64.utf8)
        return text
    }

    /// The text form of 64 zero bytes, which holds the signature's place while the rest is checked.
    private static let placeholder = String(repeating: "A", count: 86) + "=="
}
