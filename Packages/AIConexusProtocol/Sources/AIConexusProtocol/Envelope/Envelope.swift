// SPDX-License-Identifier: MIT

/// A message in the form that people who write agents hold it.
///
/// ``MessageSigner`` turns it into bytes, ``init(decoding:limits:)`` and ``MessageVerifier`` turn bytes into it.
/// Whoever only passes messages on needs ``EnvelopeView`` instead, which builds nothing. Source: PROTOCOL_DESIGN,
/// "Envelope".
public struct Envelope: Equatable, Sendable {
    /// The message's own name.
    public var id: MessageID
    /// The message that this one answers.
    public var correlationID: MessageID?
    /// When it was made.
    public var timestamp: Timestamp
    /// When it stops being of use; refused with `TIMEOUT` afterwards.
    public var expires: Timestamp?
    /// Who signs it.
    public var from: DID
    /// For whom it is.
    public var to: DID
    /// What it says; its case is the message's type.
    public var payload: Payload
    /// The version of the protocol.
    public var version: ProtocolVersion
    /// The trace that it belongs to.
    public var trace: TraceContext?
    /// Members that version 1.0 gives no meaning: kept, signed and passed on.
    public var additionalMembers: JSONObject

    /// The message's type.
    public var type: MessageType { payload.type }

    /// Creates a message of the current version.
    public init(
        id: MessageID,
        correlationID: MessageID? = nil,
        timestamp: Timestamp,
        expires: Timestamp? = nil,
        from: DID,
        to: DID,
        payload: Payload,
        trace: TraceContext? = nil
    ) {
        self.id = id
        self.correlationID = correlationID
        self.timestamp = timestamp
        self.expires = expires
        self.from = from
        self.to = to
        self.payload = payload
        self.version = .current
        self.trace = trace
        self.additionalMembers = [:]
    }

    /// The message without its signature, as it travels.
    ///
    /// Timestamps are written with three fraction digits and an absent `correlation_id` is left out, so a received
    /// message that was written otherwise does not give its own bytes again; keep those bytes where they matter.
    public var json: JSONObject {
        var object = additionalMembers
        object.set(.id, id.description)
        object.set(.correlationID, correlationID?.description)
        object.set(.timestamp, timestamp.description)
        object.set(.expires, expires?.description)
        object.set(.from, from.description)
        object.set(.to, to.description)
        object.set(.type, type.rawValue)
        object.set(.payload, payload.json)
        object.set(.version, version.description)
        object.set(.trace, trace?.json)
        return object
    }
}

extension Envelope {
    /// Reads a message's bytes and checks their form, all members included; signature and freshness are not checked.
    ///
    /// - Parameters:
    ///   - bytes: the text as it was received, canonical or not.
    ///   - limits: what the text may ask of its reader.
    /// - Throws: as ``EnvelopeView/init(scanning:limits:)`` and ``EnvelopeView/checkPayload()``.
    public init(decoding bytes: Span<UInt8>, limits: JSONLimits = .standard) throws(ProtocolError) {
        try self.init(EnvelopeView(scanning: bytes, limits: limits), in: bytes)
    }

    /// Builds the values of a message.
    ///
    /// - Parameters:
    ///   - view: what was found in the text.
    ///   - bytes: the text, the same that the view was made from; another one is a mistake of the caller's and traps.
    /// - Throws: as ``EnvelopeView/checkPayload()``, which a verifier has called already.
    public init(_ view: EnvelopeView, in bytes: Span<UInt8>) throws(ProtocolError) {
        try view.checkPayload()
        // The limits were the view's to check. Asking again, under others, would let a peer's text trap here.
        guard let object = try? JSONValue(parsing: bytes, limits: .passedBefore).object else {
            preconditionFailure("the text is not the one that the view was made from")
        }
        id = view.id
        correlationID = view.correlationID
        timestamp = view.timestamp
        expires = view.expires
        from = view.from
        to = view.to
        payload = Payload(checked: object[.payload]?.object ?? [:], of: view.type)
        version = view.version
        trace = object[.trace]?.object.map(TraceContext.init(checked:))
        additionalMembers = object
        for name in WireName.envelopeMembers { additionalMembers[name] = nil }
    }
}
