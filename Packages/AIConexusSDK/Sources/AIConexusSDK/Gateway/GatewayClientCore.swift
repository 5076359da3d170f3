// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// What a ``GatewayClient`` keeps on the loop.
final class GatewayClientCore: GatewayConnectionDelegate {
    let connection: GatewayConnection
    let states = Broadcast<GatewayState>()
    let inbox: BoundedQueue<Envelope>
    var description = GatewayConnection.Description()
    var workload = GatewayConnection.Workload()
    let errorHandler = Locked<(@Sendable (any Error) -> Void)?>(nil)
    let waiters = Waiters()
    private var handler: (@Sendable (Envelope) async throws -> Void)?
    private var reader: Task<Void, Never>?

    init(_ configuration: GatewayConfiguration, key: SigningKey, on loop: EventLoop) {
        connection = GatewayConnection(configuration, key: key, on: loop)
        let pausing = LoopReference<GatewayConnection>(on: loop)
        inbox = BoundedQueue(capacity: configuration.maximumUnreadCount) {
            pausing.use { $0.resumeReading() }
        }
        pausing.set(connection)
        connection.delegate = self
    }

    deinit {
        reader?.cancel()
    }

    /// Begins to connect; does nothing while that is under way.
    func start() {
        if connection.state.isFinal, inbox.reopen() { read() }
        connection.start()
    }

    func gatewayChanged(to state: GatewayState) {
        if state.isFinal {
            inbox.finish()
            waiters.resumeAll()
        }
        states.send(state)
    }

    func gatewayDelivered(_ envelope: Envelope) {
        if case .ping = envelope.payload, envelope.correlationID == nil { return answer(envelope) }
        if case .pong = envelope.payload, envelope.from == connection.machine.gateway { return }
        if !inbox.append(envelope) { connection.pauseReading() }
    }

    /// Answers a sign of life.
    private func answer(_ envelope: Envelope) {
        guard case .ping(let ping) = envelope.payload else { return }
        let pong = Heartbeat(sequence: ping.sequence, nonce: ping.nonce)
        do throws(GatewayError) {
            try connection.send(
                Envelope(
                    id: .random(using: &connection.randomness),
                    correlationID: envelope.id,
                    timestamp: .now(),
                    from: connection.key.did,
                    to: envelope.from,
                    payload: .pong(pong)
                )
            )
        } catch {
            gatewayReported(error)
        }
    }

    func hasDirectPaths(to did: DID) -> Bool { false }

    func gatewayCouldNotSend(_ id: MessageID, _ error: GatewayError) {
        gatewayReported(error)
    }

    func gatewayQueueHasRoom() {
        waiters.resumeAll()
    }

    func gatewayReported(_ error: any Error) {
        errorHandler.withLock { $0 }?(error)
    }

    /// Has a handler read the inbox, in place of the one before.
    func setHandler(_ handler: (@Sendable (Envelope) async throws -> Void)?) {
        self.handler = handler
        read()
    }

    /// Reads the inbox with the handler; the task ends with the inbox, or when another handler takes its place.
    private func read() {
        let previous = reader
        previous?.cancel()
        reader = nil
        guard let handler else { return }
        let (inbox, errorHandler) = (inbox, errorHandler)
        reader = Task {
            // One message after another, the last one of the handler before included.
            await previous?.value
            while !Task.isCancelled, let envelope = try? await inbox.next() {
                do {
                    try await handler(envelope)
                } catch {
                    errorHandler.withLock { $0 }?(error)
                }
            }
        }
    }
}
