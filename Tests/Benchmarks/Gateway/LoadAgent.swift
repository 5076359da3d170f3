// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// One of the agents that load a gateway: it connects, registers, and then leaves its messages to a ``Traffic``.
///
/// Belongs to its fleet's loop.
final class LoadAgent {
    /// Its place in the fleet.
    let index: Int
    let did: DID
    /// Keeps the agent, and is kept by it, until ``leave()``.
    private let fleet: Fleet
    /// The key is made from it when it is needed: thousands of guarded keys are more mappings than a process may have.
    private let seed: [UInt8]
    private var session: WebSocketSession?
    private var isChallenged = false
    private(set) var isRegistered = false

    init(_ index: Int, of fleet: Fleet) {
        self.index = index
        self.fleet = fleet
        let seed = WebSocketClient.randomBytes(SigningKey.seedByteCount)
        self.seed = seed
        did = SigningKey(seed: seed.span).did
    }

    /// Signs as this agent.
    func makeSigner() -> MessageSigner {
        let seed = seed
        return MessageSigner(key: SigningKey(seed: seed.span))
    }

    /// Sends a text message.
    func send(_ text: Span<UInt8>) {
        session?.sendText(text)
    }

    /// Cuts the connection.
    func leave() {
        let session = session
        self.session = nil
        session?.abort()
    }

    // MARK: - Joining

    /// Begins to connect; the fleet hears of the end.
    func join() {
        let gateway = fleet.gateway
        _ = fleet.connector.connect(to: Fleet.host, port: gateway.port, tls: fleet.tls, on: fleet.loop) { result in
            switch result {
            case .success(let channel): self.shakeHands(channel)
            case .failure(let error): self.fleet.failed(error)
            }
        }
    }

    private func shakeHands(_ channel: any ByteChannel) {
        let handshake = WebSocketClientHandshake(
            fleet.target,
            host: fleet.audience,
            subprotocols: ["ioap.v1"],
            keyBytes: WebSocketClient.randomBytes(WebSocketClientHandshake.keyByteCount)
        )
        WebSocketClient(channel, handshake, timeout: .seconds(60), delegate: self) { result in
            switch result {
            case .success(let session): self.session = session
            case .failure(let error): self.fleet.failed(error)
            }
        }.start()
    }

    private func receivedBeforeRegistration(_ text: Span<UInt8>) throws {
        let message = try Envelope(decoding: text)
        switch message.payload {
        case .ping(let challenge) where !isChallenged:
            isChallenged = true
            let answer = try makeSigner().sign(registration(answering: message, challenge))
            send(answer.span)
        case .registration:
            isRegistered = true
            fleet.joined()
        default: throw BenchmarkError("an agent could not register: \(message.payload)")
        }
    }

    private func registration(answering message: Envelope, _ challenge: Heartbeat) -> Envelope {
        var generator = SystemRandomNumberGenerator()
        let register = Register(
            publicKey: did.publicKey,
            nonce: challenge.nonce.flatMap(Nonce.init),
            clientNonce: .random(using: &generator),
            audience: fleet.audience,
            agent: AgentCard(name: "Load agent \(index)"),
            capabilities: [fleet.capability]
        )
        return Envelope(
            id: .random(using: &generator),
            correlationID: message.id,
            timestamp: .now,
            from: did,
            to: message.from,
            payload: .register(register)
        )
    }
}

extension LoadAgent: WebSocketSessionDelegate {
    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        if isRegistered {
            fleet.traffic?.received(text, by: self)
        } else {
            do {
                try receivedBeforeRegistration(text)
            } catch {
                fleet.failed(error)
            }
        }
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
        guard self.session != nil else { return }
        self.session = nil
        fleet.failed(BenchmarkError("the gateway ended a connection: \(closure)"))
    }
}
