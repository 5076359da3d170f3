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
            lost(GatewayError(greeting: error))
        }
    }

    private func receivedInSession(_ text: Span<UInt8>) {
        do throws(ProtocolError) {
            let view = try verifier.verify(text, now: .now())
            hand(try Envelope(view, in: text))
        } catch {
            refuse(text, error)
        }
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
    private func refuse(_ text: Span<UInt8>, _ error: ProtocolError) {
        delegate?.gatewayReported(error)
        // A text that does not read as an envelope has no sender to be told.
        guard let view = try? EnvelopeView(scanning: text, limits: configuration.limits), view.type.isAnsweredByErrors,
            view.from != key.did, refusals.permits(at: now)
        else { return }
        sendNow(.error(ErrorReport(error)), to: view.from, answering: view.id)
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
