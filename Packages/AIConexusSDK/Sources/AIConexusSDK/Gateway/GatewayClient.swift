// SPDX-License-Identifier: MIT

public import AIConexusProtocol
public import AIConexusTransport

/// A registered connection to a gateway, for those who deal in messages; ``Agent`` is built for those who call.
///
/// It connects, proves its key, checks the gateway's proof, registers, sends heartbeats, and comes back after a loss.
/// Every message that it delivers was verified. Make one, ``connect()``, and ``disconnect()`` in the end, or let
/// ``withGatewayClient(_:key:card:capabilities:on:_:)`` do both; a client that is let go of without leaves nothing
/// behind but its socket, which is closed.
///
/// What was queued and not yet handed to the socket survives a loss and is sent after the return; what was handed over
/// may or may not have arrived, as with any network.
public actor GatewayClient {
    /// The identity that it registers.
    public nonisolated let key: SigningKey
    /// How the gateway is reached.
    public nonisolated let configuration: GatewayConfiguration
    /// The loop that it lives on.
    public nonisolated let loop: EventLoop
    /// Received messages, in order, for one reader at a time.
    ///
    /// When ``GatewayConfiguration/maximumUnreadCount`` of them wait, reading from the network pauses, until half are
    /// read. It ends when the client is stopped. Nothing is put there while ``onMessage(_:)`` has a handler.
    public nonisolated let messages: ReceivedMessages

    /// The loop, as executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let core: GatewayClientCore

    /// Creates a client, which does nothing yet.
    ///
    /// - Parameters:
    ///   - configuration: how the gateway is reached.
    ///   - key: the identity.
    ///   - card: what people see of the agent.
    ///   - capabilities: what it offers.
    ///   - loop: the loop to live on.
    public init(
        _ configuration: GatewayConfiguration = GatewayConfiguration(),
        key: SigningKey,
        card: AgentCard? = nil,
        capabilities: [CapabilityDescriptor] = [],
        on loop: EventLoop = .agents
    ) {
        self.key = key
        self.configuration = configuration
        self.loop = loop
        let core = GatewayClientCore(configuration, key: key, on: loop)
        core.description = GatewayConnection.Description(card: card, capabilities: capabilities)
        self.core = core
        messages = ReceivedMessages(core.inbox)
    }

    isolated deinit {
        core.connection.stop()
    }

    /// The identity's DID.
    public nonisolated var did: DID { key.did }

    /// Where the client stands.
    public var state: GatewayState { core.connection.state }

    /// The present state and every later one, for any number of readers; a reader that falls behind by 64 misses the
    /// oldest.
    public var states: AsyncStream<GatewayState> { core.states.stream(beginningWith: state) }

    /// Connects and registers; a client that is connecting or connected is left as it is.
    ///
    /// Cancelling the task disconnects.
    ///
    /// - Returns: the session.
    /// - Throws: ``GatewayError`` when an end is reached before the first session: an error that a retry cannot mend,
    ///   or the last attempt of ``GatewayConfiguration/reconnect``; `CancellationError`.
    @discardableResult
    public func connect() async throws -> GatewaySession {
        core.start()
        for await state in states {
            switch state {
            case .connected(let session): return session
            case .error(let error): throw error
            case .disconnected: throw GatewayError(.disconnected, "the client was stopped")
            case .connecting, .disconnecting: continue
            }
        }
        core.connection.stop()
        throw CancellationError()
    }

    /// Sends what is queued as far as it can go at once, gives the session back, and closes; returns when that is done.
    public func disconnect() async {
        core.connection.stop()
        await core.connection.untilEnded()
    }

    /// Signs a message and sends it, or queues it until there is a connection; suspends while the queue is full.
    ///
    /// - Parameters:
    ///   - payload: what to say.
    ///   - recipient: an agent, or the gateway itself.
    ///   - correlationID: the message that this one answers.
    ///   - expires: when it stops being of use.
    /// - Returns: the message's id.
    /// - Throws: ``GatewayError`` `disconnected` or `invalidMessage`; `CancellationError`.
    @discardableResult
    public func send(
        _ payload: Payload,
        to recipient: DID,
        answering correlationID: MessageID? = nil,
        expires: Timestamp? = nil
    ) async throws -> MessageID {
        let envelope = Envelope(
            id: .random(using: &core.connection.randomness),
            correlationID: correlationID,
            timestamp: .now(),
            expires: expires,
            from: did,
            to: recipient,
            payload: payload
        )
        while true {
            do throws(GatewayError) {
                try core.connection.send(envelope)
                return envelope.id
            } catch {
                guard error.code == .queueFull else { throw error }
                try await core.waiters.wait()
            }
        }
    }

    /// Has a handler called with each message in place of ``messages``: one after another, in order, each before the
    /// next.
    ///
    /// A handler that throws harms nobody: ``onError(_:)`` hears of it. While one runs, later messages wait as they do
    /// for ``messages``.
    ///
    /// - Parameter handler: what to do with a message, or `nil` to go back to ``messages``.
    public func onMessage(_ handler: (@Sendable (Envelope) async throws -> Void)?) {
        core.setHandler(handler)
    }

    /// Has a handler called with what went wrong and needs no answer: refused messages, failed attempts, handlers that
    /// threw.
    public func onError(_ handler: (@Sendable (any Error) -> Void)?) {
        core.errorHandler.withLock { $0 = handler }
    }

    /// Tells the gateway how busy the agent is, from the next heartbeat on.
    ///
    /// - Parameters:
    ///   - load: 0…1.
    ///   - slots: how many more calls it would take.
    public func report(load: Double?, slots: Int?) {
        core.workload = GatewayConnection.Workload(
            load: load.map { min(max($0, 0), 1) },
            slots: slots.map { max($0, 0) }
        )
    }

    /// Tells the gateway what the agent is and offers by now.
    public func describe(card: AgentCard?, capabilities: [CapabilityDescriptor]) {
        core.description = GatewayConnection.Description(card: card, capabilities: capabilities)
        core.connection.describeAgain()
    }
}

/// Runs `body` with a client that is connected, and disconnects it when `body` returns, throws or is cancelled.
///
/// - Parameters:
///   - configuration: how the gateway is reached.
///   - key: the identity.
///   - card: what people see of the agent.
///   - capabilities: what it offers.
///   - loop: the loop to live on.
///   - body: what uses the client.
/// - Returns: what `body` returns.
/// - Throws: what connecting or `body` throws.
public func withGatewayClient<Result>(
    _ configuration: GatewayConfiguration = GatewayConfiguration(),
    key: SigningKey,
    card: AgentCard? = nil,
    capabilities: [CapabilityDescriptor] = [],
    on loop: EventLoop = .agents,
    _ body: (GatewayClient) async throws -> Result
) async throws -> Result {
    let client = GatewayClient(configuration, key: key, card: card, capabilities: capabilities, on: loop)
    do {
        try await client.connect()
        let result = try await body(client)
        await client.disconnect()
        return result
    } catch {
        await client.disconnect()
        throw error
    }
}
