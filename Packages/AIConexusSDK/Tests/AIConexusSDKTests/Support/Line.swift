// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport

@testable import AIConexusSDK

/// One agent's connection to a ``ScriptedGateway``.
///
/// Belongs to the loop.
final class Line: WebSocketSessionDelegate {
    /// What an agent does on its connection.
    enum Event {
        case message(Envelope)
        case ended(WebSocketClosure)
    }

    private let signer: MessageSigner
    private var session: WebSocketSession?
    private var events: [Event] = []
    private var reader: CheckedContinuation<Void, Never>?

    init(_ key: SigningKey) {
        signer = MessageSigner(key: key)
    }

    func use(_ session: WebSocketSession) {
        self.session = session
    }

    // MARK: - What the agent does

    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        guard let envelope = try? Envelope(decoding: text) else { preconditionFailure("an agent sent no message") }
        record(.message(envelope))
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
        self.session = nil
        record(.ended(closure))
    }

    private func record(_ event: Event) {
        events.append(event)
        reader.take()?.resume()
    }

    /// The next thing that the agent does; waits for it.
    func event() async -> Event {
        if events.isEmpty { await withCheckedContinuation { reader = $0 } }
        return events.removeFirst()
    }

    /// The agent's next message; `nil` when the connection ends instead.
    func next() async -> Envelope? {
        if case .message(let envelope) = await event() { envelope } else { nil }
    }

    /// How the connection ends; what the agent says before is passed over.
    func end() async -> WebSocketClosure {
        while true {
            if case .ended(let closure) = await event() { return closure }
        }
    }

    /// How many events wait to be read.
    var unreadCount: Int { events.count }

    // MARK: - What the gateway does

    /// Says something, in the name of the gateway or, relayed, of somebody else.
    @discardableResult
    func send(
        _ payload: Payload,
        to recipient: DID,
        answering correlationID: MessageID? = nil,
        from sender: SigningKey? = nil,
        at time: Timestamp = .now()
    ) throws -> MessageID {
        let signer = sender.map { MessageSigner(key: $0) } ?? signer
        let envelope = Envelope(
            id: Cast.id(),
            correlationID: correlationID,
            timestamp: time,
            from: signer.key.did,
            to: recipient,
            payload: payload
        )
        send(text: try signer.sign(envelope))
        return envelope.id
    }

    func send(text: [UInt8]) {
        session?.sendText(text.span)
    }

    func close(_ code: WebSocketCloseCode, _ text: String = "") {
        session?.close(WebSocketCloseReason(code, text))
    }

    func cut() {
        session?.abort()
    }

    /// What the agent has not taken yet, in bytes.
    var pendingByteCount: Int { session?.pendingByteCount ?? 0 }
}
