// SPDX-License-Identifier: MIT

/// Seals payloads for one reader, and opens those that were sealed for this process.
///
/// The box binds the payload to its message: it holds the canonical JSON of `id`, `from`, `to`, `type`,
/// `correlation_id` and `payload`. Sealing comes before signing, opening after verifying. Make one per process and
/// share it; it may be used from any thread. Source: PROTOCOL_DESIGN, "Sealed payloads".
public final class PayloadSealer: Sendable {
    private let sharedKeys: SharedKeyCache

    /// The key to publish as `kex` in `REGISTER`.
    public var publicKey: KeyExchangePublicKey { sharedKeys.key.publicKey }

    /// Creates a sealer.
    ///
    /// - Parameters:
    ///   - key: the pair of this process; never kept on disk.
    ///   - rememberedPeerCount: how many peers' shared keys to keep; one that was forgotten costs 50 µs again.
    public init(
        key: KeyExchangeKey = KeyExchangeKey(),
        rememberedPeerCount: Int = SharedKeyCache.defaultCapacity
    ) {
        sharedKeys = SharedKeyCache(key: key, capacity: rememberedPeerCount)
    }

    /// Seals a message's payload.
    ///
    /// - Parameters:
    ///   - envelope: an `INTENT`, `EXEC_REQUEST` or `EXEC_RESPONSE` whose payload is not sealed; another one is a
    ///     mistake of the caller's and traps.
    ///   - reader: the key that the reader's registration, or the request that is answered, names.
    ///   - nonce: 24 fresh random bytes.
    /// - Returns: the same message with its payload sealed, to be signed.
    /// - Throws: `weakKey` when `reader` is a point of small order.
    public func seal(
        _ envelope: Envelope,
        for reader: KeyExchangePublicKey,
        nonce: SealedBox.Nonce
    ) throws(SealingError) -> Envelope {
        if case .sealed = envelope.payload { preconditionFailure("the payload is sealed already") }
        precondition(envelope.type.maySeal, "\(envelope.type) is never sealed")
        let text = JSONValue.object(Self.sealedText(of: envelope, payload: envelope.payload.json)).canonicalBytes()
        let box = SealedBox.seal(text.span, nonce: nonce, key: try sharedKeys.sharedKey(with: reader))
        var sealed = envelope
        sealed.payload = .sealed(
            envelope.type,
            SealedPayload(from: publicKey, to: reader, nonce: nonce, box: box)
        )
        return sealed
    }

    /// Opens a message's payload; a message that is not sealed is returned as it is.
    ///
    /// - Parameters:
    ///   - envelope: a verified message.
    ///   - limits: what the text inside may ask of its reader.
    /// - Returns: the message with its payload in the clear.
    /// - Throws: `CONNECTION_REFUSED` for a key that is not this process's, `MALFORMED_MESSAGE` with the reason
    ///   `sealed` for a box that does not open or does not belong to this message, and with a pointer for a payload
    ///   that does not fit its type. All are confidential: an ``ErrorReport`` of them says nothing of what was sealed.
    public func open(_ envelope: Envelope, limits: JSONLimits = .standard) throws(ProtocolError) -> Envelope {
        guard case .sealed(let type, let sealed) = envelope.payload else { return envelope }
        do throws(ProtocolError) {
            var opened = envelope
            opened.payload = try open(sealed, of: type, in: envelope, limits: limits)
            return opened
        } catch {
            var error = error
            error.isConfidential = true
            throw error
        }
    }

    private func open(
        _ sealed: SealedPayload,
        of type: MessageType,
        in envelope: Envelope,
        limits: JSONLimits
    ) throws(ProtocolError) -> Payload {
        guard sealed.to == publicKey else {
            throw ProtocolError(.connectionRefused, ErrorCode.connectionRefused.summary)
        }
        // Every reason is told in the same words, so the errors are dropped: a sender learns nothing by trying.
        guard
            let text = try? SealedBox.open(
                sealed.box.span,
                nonce: sealed.nonce,
                key: sharedKeys.sharedKey(with: sealed.from)
            ),
            let inner = try? JSONValue(parsing: text.span, limits: limits).object,
            let payload = inner[.payload],
            inner == Self.sealedText(of: envelope, payload: payload)
        else { throw Self.unopened }
        return Payload(checked: try Self.checked(payload, of: type, version: envelope.version), of: type)
    }

    private static let unopened = ProtocolError(
        .malformedMessage,
        ErrorCode.malformedMessage.summary,
        reason: "sealed"
    )

    private static func sealedText(of envelope: Envelope, payload: JSONObject) -> JSONObject {
        sealedText(of: envelope, payload: .object(payload))
    }

    private static func sealedText(of envelope: Envelope, payload: JSONValue) -> JSONObject {
        var text = JSONObject()
        text.set(.id, envelope.id.description)
        text.set(.from, envelope.from.description)
        text.set(.to, envelope.to.description)
        text.set(.type, envelope.type.rawValue)
        text[.correlationID] = envelope.correlationID.map { .string($0.description) } ?? .null
        text[.payload] = payload
        return text
    }

    private static func checked(
        _ payload: JSONValue,
        of type: MessageType,
        version: ProtocolVersion
    ) throws(ProtocolError) -> JSONObject {
        guard let object = payload.object else {
            throw ProtocolError(.malformedMessage, "expected an object", pointer: "/payload")
        }
        // To a message of version 1.x the check would overlook it as an unknown member, and its content with it.
        guard object[.sealed] == nil else {
            throw ProtocolError(.malformedMessage, "a sealed payload is not sealed again", pointer: "/payload/sealed")
        }
        let checker = ObjectChecker(toleratesUnknown: version.toleratesUnknownMembers)
        do throws(ProtocolError) {
            try checker.checkClear(payload.canonicalBytes(), of: type)
        } catch {
            throw error.below("/payload")
        }
        return object
    }
}
