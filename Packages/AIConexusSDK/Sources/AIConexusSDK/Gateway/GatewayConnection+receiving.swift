// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension GatewayConnection {
    /// A text came.
    func received(_ text: Span<UInt8>) {
        switch machine.phase {
        case .greeting, .registering: receivedGreeting(text)
        case .registered, .leaving: receivedInSession(text)
        case .idle, .connecting, .waiting, .over: break
        }
    }

    private func receivedGreeting(_ text: Span<UInt8>) {
        do throws(ProtocolError) {
            // The gateway does not know us yet, or we do not know it: `to` says nothing here.
            let view = try greetingVerifier.verify(text, now: .now())
            hand(try Envelope(view, in: text))
        } catch {
            hangUp(on: GatewayError(greeting: error))
        }
    }

    private func receivedInSession(_ text: Span<UInt8>) {
        do throws(ProtocolError) {
            hand(try verify(text))
        } catch {
            refuse(text, error) { self.sendNow($0, to: $1, answering: $2) }
        }
    }

    /// Checks a message of any path: all have one memory of what was seen, so that a text counts once.
    ///
    /// - Parameters:
    ///   - text: as it came.
    ///   - sender: who it must be from, on a path that belongs to one peer.
    /// - Returns: the message.
    /// - Throws: as ``MessageVerifier/verify(_:now:session:freshness:)``.
    func verify(_ text: Span<UInt8>, from sender: DID? = nil) throws(ProtocolError) -> Envelope {
        let view = try verifier.verify(text, now: .now(), session: sender)
        return try Envelope(view, in: text)
    }

    private func hand(_ envelope: Envelope) {
        let reading = machine.received(
            envelope,
            clientNonce: .random(using: &randomness),
            now: now,
            jitter: randomness.fraction()
        )
        switch reading {
        case .handled(let action): perform(action)
        case .deliver: delegate?.gatewayDelivered(envelope)
        }
    }

    /// Answers what was refused with an `ERROR`, where the protocol wants one, and tells the delegate.
    ///
    /// - Parameters:
    ///   - text: what was refused.
    ///   - error: why.
    ///   - answer: sends the `ERROR`.
    func refuse(
        _ text: Span<UInt8>,
        _ error: ProtocolError,
        _ answer: (Payload, _ recipient: DID, _ correlationID: MessageID) -> Void
    ) {
        // A text that does not read as an envelope has no sender to be told.
        guard let view = try? EnvelopeView(scanning: text, limits: configuration.limits), view.type.isAnsweredByErrors,
            view.from != key.did
        else {
            delegate?.gatewayReported(error)
            return
        }
        // What was sent again on the other path of the same call is discarded unanswered.
        if error.code == .replayDetected, delegate?.hasDirectPaths(to: view.from) ?? false { return }
        delegate?.gatewayReported(error)
        guard refusals.permits(at: now) else { return }
        answer(.error(ErrorReport(error)), view.from, view.id)
    }
}

extension MessageType {
    /// Whether an agent answers a message of this type, if it has to refuse it, with an `ERROR`.
    ///
    /// Source: PROTOCOL_DESIGN, "A call".
    var isAnsweredByErrors: Bool {
        switch self {
        case .error, .pong, .execResponse: false
        default: true
        }
    }
}

/// Bounds what is signed for refused messages: a peer must not make us sign for each of its bad ones.
struct RefusalBudget {
    private static let maximumCount = 100
    private static let period = Duration.seconds(10)

    private var count = 0
    private var periodStart: LoopInstant?

    /// Whether one more refusal may be signed.
    mutating func permits(at now: LoopInstant) -> Bool {
        if periodStart.map({ now - $0 >= Self.period }) ?? true {
            periodStart = now
            count = 0
        }
        count += 1
        return count <= Self.maximumCount
    }
}
