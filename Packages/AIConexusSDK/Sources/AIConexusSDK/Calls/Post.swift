// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Makes envelopes, seals them, and puts them on a path.
///
/// Belongs to the loop.
final class Post {
    let key: SigningKey
    let loop: any AgentLoop
    let sealer: PayloadSealer
    var randomness = RandomSource()
    let relay: any MessagePath
    /// The direct path to an agent, where there is one.
    var directPath: (DID) -> (any MessagePath)? = { _ in nil }
    /// Hears of what could not be sent and has nobody who waits for it.
    var report: (any Error) -> Void = { _ in }

    init(key: SigningKey, on loop: any AgentLoop, relay: any MessagePath) {
        self.key = key
        self.loop = loop
        self.relay = relay
        sealer = PayloadSealer()
    }

    /// What signs for paths other than the relay.
    lazy var signer = MessageSigner(key: key)

    /// The best way to an agent at present.
    func path(to did: DID) -> any MessagePath {
        directPath(did) ?? relay
    }

    /// A fresh id.
    func makeID() -> MessageID {
        .random(using: &randomness)
    }

    /// Sends a message.
    ///
    /// - Parameters:
    ///   - payload: what to say.
    ///   - id: the message's name.
    ///   - recipient: for whom.
    ///   - path: the way.
    ///   - correlationID: the message that this one answers.
    ///   - trace: the trace that it belongs to.
    ///   - reader: the key to seal for; `nil` leaves the payload in the clear.
    /// - Returns: the text that was signed.
    /// - Throws: ``CallError`` when it cannot be sent or queued.
    @discardableResult
    func send(
        _ payload: Payload,
        id: MessageID,
        to recipient: DID,
        over path: any MessagePath,
        answering correlationID: MessageID? = nil,
        trace: TraceContext? = nil,
        sealedFor reader: KeyExchangePublicKey? = nil
    ) throws(CallError) -> [UInt8] {
        var envelope = Envelope(
            id: id,
            correlationID: correlationID,
            timestamp: .now(),
            from: key.did,
            to: recipient,
            payload: payload,
            trace: trace
        )
        if let reader {
            do throws(SealingError) {
                let nonce = SealedBox.Nonce(bytes: randomness.bytes(SealedBox.Nonce.byteCount).span)
                envelope = try sealer.seal(envelope, for: reader, nonce: nonce)
            } catch {
                throw CallError(.unprovedAgent, "the agent's key for sealing cannot be used", cause: error)
            }
        }
        do throws(GatewayError) {
            return try path.send(envelope)
        } catch {
            throw CallError(error)
        }
    }

    /// Sends what nobody waits for; a failure is reported.
    func sendQuietly(
        _ payload: Payload,
        to recipient: DID,
        over path: any MessagePath,
        answering correlationID: MessageID? = nil,
        sealedFor reader: KeyExchangePublicKey? = nil
    ) {
        do throws(CallError) {
            try send(payload, id: makeID(), to: recipient, over: path, answering: correlationID, sealedFor: reader)
        } catch {
            report(error)
        }
    }
}
