// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// What an ``Agent`` keeps on the loop: its connection, and where each received message goes.
final class AgentCore {
    let card: AgentCard
    let connection: GatewayConnection
    let post: Post
    let registry: CapabilityRegistry
    let incoming: IncomingCalls
    let outgoing: OutgoingCalls
    let negotiations: Negotiations
    var peers: PeerBook
    private(set) lazy var links = PeerLinks(
        post,
        makeTransportFactory(configuration, on: connection.loop),
        configuration.paths,
        maximumCount: configuration.maximumDirectPathCount,
        self
    )
    /// Agents that should be looked after when there is a session again.
    var unansweredFor: Set<DID> = []
    /// STUN and TURN servers, and how long they are good.
    var servers = ICEServerStateMachine()
    /// Who waits for servers that were asked for; one for each link at most.
    var serverWaiters: [([ICEServer]) -> Void] = []
    var serverTimer: TimerID?
    private let configuration: AgentConfiguration
    let states = Broadcast<GatewayState>()
    let instance: MessageID
    var errors: (any Error) -> Void = { _ in }
    var intentHandler: () -> IntentHandler? = { nil }
    var retryBudget = RetryBudget()
    let waiters = Waiters()
    private var originVerifier: MessageVerifier?
    private var previousGateway: DID?

    init(
        _ card: AgentCard,
        _ configuration: AgentConfiguration,
        _ key: SigningKey,
        _ registry: CapabilityRegistry,
        on loop: EventLoop
    ) {
        self.card = card
        self.configuration = configuration
        self.registry = registry
        connection = GatewayConnection(configuration.gateway, key: key, on: loop)
        post = Post(key: key, on: loop, relay: connection)
        incoming = IncomingCalls(post, registry)
        outgoing = OutgoingCalls(post)
        negotiations = Negotiations(post)
        peers = PeerBook(limits: configuration.gateway.limits)
        instance = post.makeID()
        incoming.permits = configuration.permits
        connection.delegate = self
        post.directPath = { [weak self] in self?.links.path(to: $0) }
        post.report = { [weak self] in self?.errors($0) }
        incoming.report = { [weak self] in self?.errors($0) }
    }

    /// How long handlers that were cancelled are waited for.
    private static let cancelledTimeout = Duration.seconds(2)

    /// Begins to connect; does nothing while that is under way.
    func start() {
        if connection.state.isFinal { isDraining = false }
        connection.start()
    }

    /// Whether no new call or intent is taken.
    private var isDraining: Bool {
        get { incoming.isDraining }
        set {
            incoming.isDraining = newValue
            negotiations.isDraining = newValue
        }
    }

    /// Lets handlers finish, for as long as `timeout`; no new call is taken.
    func drain(_ timeout: Duration) async {
        isDraining = true
        connection.sendWorkload()
        let timers = [
            post.loop.schedule(after: timeout) { [weak self] in self?.incoming.cancelAll() },
            post.loop.schedule(after: timeout + Self.cancelledTimeout) { [weak self] in self?.incoming.stopWaiting() },
        ]
        await incoming.untilIdle()
        for timer in timers { post.loop.cancel(timer) }
        await links.closeInOrder()
    }

    /// Ends everything at once.
    func end() {
        isDraining = true
        incoming.cancelAll()
        negotiations.cancelHandlers()
        links.closeAll()
        if let serverTimer { post.loop.cancel(serverTimer) }
        connection.stop()
        outgoing.failAll(CallError(.notConnected, "the agent was stopped", isRetryable: false))
        negotiations.failAll(CallError(.notConnected, "the agent was stopped", isRetryable: false))
    }
}

extension AgentCore: GatewayConnectionDelegate {
    var description: GatewayConnection.Description {
        GatewayConnection.Description(
            card: card,
            capabilities: registry.descriptors,
            keyExchangeKey: post.sealer.publicKey,
            instance: instance
        )
    }

    var workload: GatewayConnection.Workload {
        let total = registry.totalConcurrency
        guard total > 0 else { return GatewayConnection.Workload() }
        let running = incoming.runningCount
        return GatewayConnection.Workload(
            load: min(Double(running) / Double(total), 1),
            slots: incoming.isDraining ? 0 : max(total - running, 0)
        )
    }

    func gatewayChanged(to state: GatewayState) {
        switch state {
        case .connected(let session):
            let waiting = unansweredFor
            unansweredFor = []
            for did in waiting { askWhetherUnchanged(did) }
            if session.gateway != previousGateway {
                peers.forgetAll()
                servers = ICEServerStateMachine()
            }
            previousGateway = session.gateway
            registered(with: session.iceServers)
            originVerifier = MessageVerifier(
                configuration: .init(limits: connection.configuration.limits, recipient: session.gateway),
                seen: nil
            )
        case .connecting:
            pathLost()
        case .disconnected, .error:
            pathLost()
            // Calls on direct paths go on: their agents are there.
            let error = CallError(.notConnected, "there is no connection to the gateway", isRetryable: false)
            outgoing.failAll(error, on: connection)
            negotiations.failAll(error, on: connection)
            waiters.resumeAll()
        case .disconnecting: break
        }
        states.send(state)
    }

    /// What was given to the session that ended is lost, or may be.
    private func pathLost() {
        outgoing.lostRelay { connection.isWaiting($0) }
        negotiations.lostRelay { connection.isWaiting($0) }
        incoming.lostRelay()
    }

    func hasDirectPaths(to did: DID) -> Bool {
        links.contains(did)
    }

    func gatewayCouldNotSend(_ id: MessageID, _ error: GatewayError) {
        let failure = CallError(error)
        let isKnown =
            outgoing.couldNotSend(id, failure) || negotiations.couldNotSend(id, failure)
            || incoming.couldNotSend(id, failure)
        if !isKnown { errors(error) }
    }

    func gatewayQueueHasRoom() {
        waiters.resumeAll()
        incoming.pathHasRoom()
    }

    func gatewayReported(_ error: any Error) {
        errors(error)
    }

    func gatewayDelivered(_ envelope: Envelope) {
        received(envelope, over: connection)
    }
}

// MARK: - Received messages

extension AgentCore {
    /// A verified message came.
    func received(_ sealed: Envelope, over path: any MessagePath) {
        let envelope: Envelope
        do throws(ProtocolError) {
            envelope = try post.sealer.open(sealed, limits: connection.configuration.limits)
        } catch {
            errors(error)
            guard sealed.type.isAnsweredByErrors else { return }
            return post.sendQuietly(.error(ErrorReport(error)), to: sealed.from, over: path, answering: sealed.id)
        }
        let reader: KeyExchangePublicKey? = if case .sealed(_, let box) = sealed.payload { box.from } else { nil }
        switch envelope.payload {
        case .execRequest(let exec): request(envelope, exec, reader, path)
        case .execResponse: _ = outgoing.received(envelope, over: path, gateway: connection.machine.gateway)
        case .error(let report): refused(envelope, report, path)
        case .ping(let ping): pinged(envelope, ping, path)
        case .intent(let intent): negotiations.received(envelope, intent, reader, path, intentHandler())
        case .pong: negotiations.received(pong: envelope)
        case .offer, .answer, .iceCandidate: links.received(envelope, over: path)
        case .register, .registration, .unregister:
            let error = ProtocolError(.permissionDenied, "\(envelope.type) is between an agent and its gateway")
            post.sendQuietly(.error(ErrorReport(error)), to: envelope.from, over: path, answering: envelope.id)
        case .sealed: break
        }
    }

    private func request(
        _ envelope: Envelope,
        _ exec: ExecRequest,
        _ reader: KeyExchangePublicKey?,
        _ path: any MessagePath
    ) {
        let caller: DID
        do throws(ProtocolError) {
            caller = try self.caller(of: envelope, exec)
        } catch {
            errors(error)
            return post.sendQuietly(.error(ErrorReport(error)), to: envelope.from, over: path, answering: envelope.id)
        }
        incoming.received(
            IncomingCalls.Request(
                id: envelope.id,
                sender: envelope.from,
                caller: caller,
                exec: exec,
                trace: envelope.trace,
                reader: reader,
                path: path
            )
        )
    }

    /// Whose wish a request is: with an `origin`, that of the agent who signed it.
    ///
    /// Source: PROTOCOL_DESIGN, "To the gateway".
    private func caller(of envelope: Envelope, _ exec: ExecRequest) throws(ProtocolError) -> DID {
        guard let origin = exec.origin else { return envelope.from }
        guard envelope.from == connection.machine.gateway else {
            throw ProtocolError(
                .permissionDenied,
                "only a gateway calls on another's behalf",
                pointer: "/payload/origin"
            )
        }
        let text = Array(origin.utf8)
        guard let view = try originVerifier?.verify(text.span, now: .now(), freshness: .origin) else {
            throw ProtocolError(.notRegistered, "there is no session", pointer: "/payload/origin")
        }
        // Whatever else somebody signed for the gateway is no wish to have a call made.
        guard view.type == .execRequest else {
            throw ProtocolError(.malformedMessage, "an origin is an EXEC_REQUEST", pointer: "/payload/origin")
        }
        return view.from
    }

    private func refused(_ envelope: Envelope, _ report: ErrorReport, _ path: any MessagePath) {
        guard let id = envelope.correlationID else { return errors(CallError(report, source: .gateway)) }
        let isFromGateway = envelope.from == connection.machine.gateway
        if isFromGateway, report.code == .rateLimited { connection.slowDown(report) }
        if outgoing.received(envelope, over: path, gateway: connection.machine.gateway) { return }
        if negotiations.refused(envelope, report, gateway: connection.machine.gateway) { return }
        if links.refused(envelope, report, gateway: connection.machine.gateway) { return }
        if isFromGateway, incoming.refused(id, report) || outgoing.refusedAcknowledgement(id, report) { return }
        if report.code == .cancelled { incoming.cancelled(IncomingCall.ID(caller: envelope.from, request: id)) }
    }

    private func pinged(_ envelope: Envelope, _ ping: Heartbeat, _ path: any MessagePath) {
        if let id = envelope.correlationID {
            guard let sequence = ping.sequence else { return }
            _ = incoming.acknowledged(IncomingCall.ID(caller: envelope.from, request: id), through: sequence)
            return
        }
        // Signs of life for others must not stand in the way of calls.
        guard path.hasRoom else { return }
        let pong = Heartbeat(sequence: ping.sequence, nonce: ping.nonce)
        post.sendQuietly(.pong(pong), to: envelope.from, over: path, answering: envelope.id)
    }
}
