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
    var errorHandler: (@Sendable (any Error) -> Void)?
    private var reader: Task<Void, Never>?
    private var waiters = RoomWaiters()

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

    func gatewayQueueHasRoom() {
        waiters.resumeAll()
    }

    func gatewayReported(_ error: any Error) {
        errorHandler?(error)
    }

    /// Waits until the queue has room; called on the loop.
    func waitForRoom() async throws {
        try Task.checkCancellation()
        await withCheckedContinuation { waiters.append($0) }
        try Task.checkCancellation()
    }

    /// Reads the inbox with a handler; the task ends with the inbox, or when another handler takes its place.
    func setHandler(_ handler: (@Sendable (Envelope) async throws -> Void)?) {
        reader?.cancel()
        reader = nil
        guard let handler else { return }
        let inbox = inbox
        let errorHandler = errorHandler
        reader = Task {
            while let envelope = try? await inbox.next() {
                do {
                    try await handler(envelope)
                } catch {
                    errorHandler?(error)
                }
            }
        }
    }
}

/// Senders that wait for room in a queue; each is resumed once.
struct RoomWaiters {
    private var continuations: [CheckedContinuation<Void, Never>] = []

    mutating func append(_ continuation: CheckedContinuation<Void, Never>) {
        continuations.append(continuation)
    }

    mutating func resumeAll() {
        let waiting = continuations
        continuations.removeAll()
        for continuation in waiting { continuation.resume() }
    }
}
