// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Keeps one agent registered at its gateway: the shell of ``GatewayStateMachine``, and the queue of what is sent.
///
/// Belongs to the loop. No message on it costs a task or a stream element.
final class GatewayConnection {
    let key: SigningKey
    let configuration: GatewayConfiguration
    let loop: EventLoop
    weak var delegate: (any GatewayConnectionDelegate)?

    var machine: GatewayStateMachine
    var randomness = RandomSource()
    var queue: OutgoingQueue
    let signer: MessageSigner
    private let connector: Connector
    private var timer: TimerID?
    private var attempt: GatewayAttempt?
    private var link: GatewayLink?
    private(set) var session: WebSocketSession?
    var greetingVerifier: MessageVerifier
    var verifier: MessageVerifier
    var pacer: MessagePacer?
    var bytePacer: BytePacer?
    var pacerTimer: TimerID?
    /// The state that the delegate was told last.
    private var toldState = GatewayState.disconnected
    var owesRoom = false
    private let endWaiters = Waiters()
    var refusals = RefusalBudget()

    init(_ configuration: GatewayConfiguration, key: SigningKey, on loop: EventLoop) {
        self.key = key
        self.configuration = configuration
        self.loop = loop
        machine = GatewayStateMachine(configuration, agent: key.did)
        queue = OutgoingQueue(maximumByteCount: configuration.maximumQueuedByteCount)
        signer = MessageSigner(key: key, limits: configuration.limits)
        connector = Connector(
            configuration: Connector.Configuration(
                timeout: configuration.connectTimeout,
                proxies: configuration.proxies
            )
        )
        greetingVerifier = MessageVerifier(
            configuration: .init(limits: configuration.limits, maximumClockSkew: configuration.maximumClockSkew),
            seen: nil
        )
        verifier = MessageVerifier(
            configuration: .init(
                limits: configuration.limits,
                maximumClockSkew: configuration.maximumClockSkew,
                recipient: key.did
            ),
            seen: ReplayWindow(
                limits: .init(entriesPerSender: Self.rememberedPerSender, byteCount: Self.rememberedByteCount),
                hashKey: (randomness.next(), randomness.next())
            )
        )
    }

    deinit {
        attempt?.cancel()
        session?.close(WebSocketCloseReason(.normal))
    }

    /// What one sender may have in the memory of seen messages: 2 000 messages a second for its 240 seconds.
    private static let rememberedPerSender = 480_000
    /// What that memory may take; an entry takes about 40 bytes.
    private static let rememberedByteCount = 64 << 20

    var state: GatewayState { machine.state }

    /// The loop's own time.
    var now: LoopInstant { loop.now }

    /// Begins to connect, and goes on until ``stop()`` or an end.
    func start() {
        perform(machine.started())
    }

    /// Sends what is queued, gives the session back, and closes.
    func stop() {
        flush()
        perform(machine.stopped(now: now))
    }

    /// Waits until the connection has ended, cancelled or not: when it was stopped, two seconds at most; called on the
    /// loop.
    func untilEnded() async {
        guard !state.isFinal else { return }
        await endWaiters.waitRegardless()
    }

    /// Tells the gateway what the agent is and can do by now.
    func describeAgain() {
        guard case .connected(let session) = state else { return }
        sendRegister(to: session.gateway, nonce: nil, answering: nil, clientNonce: .random(using: &randomness))
    }
}

// MARK: - The machine's wishes

extension GatewayConnection {
    func perform(_ action: GatewayStateMachine.Action?) {
        switch action {
        case .connect: connect()
        case .hangUp(let reason): hangUp(reason)
        case .register(let challenge, let nonce, let gateway): register(challenge, nonce, gateway)
        case .sendHeartbeat: sendHeartbeat()
        case .unregister: unregister()
        case nil: break
        }
        armTimer()
        tellState()
    }

    private func connect() {
        let link = GatewayLink(self)
        self.link = link
        let attempt = GatewayAttempt(configuration, connector, on: loop, link) { [weak self] result in
            self?.connected(result, link)
        }
        self.attempt = attempt
        attempt.start()
    }

    private func connected(_ result: Result<WebSocketSession, GatewayError>, _ link: GatewayLink) {
        guard link === self.link else { return }
        attempt = nil
        switch result {
        case .success(let session):
            self.session = session
            session.waterMarks = WaterMarks(high: Self.socketByteCount, low: Self.socketByteCount / 4)
            machine.opened(now: now)
            perform(nil)
        case .failure(let error):
            lost(error)
        }
    }

    /// The connection is over, or did not come to be.
    func lost(_ error: GatewayError) {
        forgetConnection()
        machine.lost(error, now: now, jitter: randomness.fraction())
        if case .disconnected = state {} else { delegate?.gatewayReported(error) }
        perform(nil)
    }

    private func hangUp(_ reason: WebSocketCloseReason) {
        let session = session
        attempt?.cancel()
        forgetConnection()
        session?.close(reason)
        switch state {
        case .connecting(_, let error?), .error(let error): delegate?.gatewayReported(error)
        default: break
        }
    }

    /// What came in place of a challenge or a registration is not to be believed.
    func hangUp(on error: GatewayError) {
        let session = session
        lost(error)
        session?.close(WebSocketCloseReason(.protocolViolation, error.message))
    }

    private func forgetConnection() {
        link?.detach()
        link = nil
        attempt = nil
        session = nil
        pacer = nil
        bytePacer = nil
        if let pacerTimer { loop.cancel(pacerTimer) }
        pacerTimer = nil
    }

    private func register(_ challenge: MessageID, _ nonce: Nonce, _ gateway: DID) {
        guard case .registering(_, let clientNonce) = machine.phase else { return }
        sendRegister(to: gateway, nonce: nonce, answering: challenge, clientNonce: clientNonce)
    }

    private func sendRegister(to gateway: DID, nonce: Nonce?, answering challenge: MessageID?, clientNonce: Nonce) {
        let description = delegate?.description ?? Description()
        let register = Register(
            publicKey: key.publicKey,
            nonce: nonce,
            clientNonce: clientNonce,
            audience: configuration.url.audience,
            instance: description.instance,
            keyExchangeKey: description.keyExchangeKey,
            agent: description.card,
            capabilities: description.capabilities
        )
        sendNow(.register(register), to: gateway, answering: challenge)
    }

    /// Tells the gateway how busy the agent is, ahead of the next heartbeat.
    func sendWorkload() {
        sendHeartbeat()
    }

    private func sendHeartbeat() {
        guard case .connected(let session) = state else { return }
        let workload = delegate?.workload ?? Workload()
        sendNow(.ping(Heartbeat(load: workload.load, slots: workload.slots)), to: session.gateway)
    }

    private func unregister() {
        guard let gateway = machine.gateway else { return }
        sendNow(.unregister(Unregister()), to: gateway)
    }

    private func armTimer() {
        if let timer { loop.cancel(timer) }
        timer = machine.deadline.map { deadline in
            loop.schedule(at: deadline) { [weak self] in self?.timerFired() }
        }
    }

    private func timerFired() {
        timer = nil
        perform(machine.timerFired(now: now, jitter: randomness.fraction()))
    }

    private func tellState() {
        guard toldState != state else { return }
        toldState = state
        if case .connected(let session) = state {
            if pacer?.messagesPerSecond != session.limits.messagesPerSecond {
                pacer = MessagePacer(messagesPerSecond: session.limits.messagesPerSecond, now: now)
            }
            if bytePacer == nil { bytePacer = BytePacer(now: now) }
            delegate?.gatewayChanged(to: state)
            flush()
        } else {
            // What waits is what was not sent, as the delegate may want to know.
            delegate?.gatewayChanged(to: state)
            guard state.isFinal else { return }
            queue.removeAll()
            endWaiters.resumeAll()
        }
    }
}

// MARK: - The socket's events

extension GatewayConnection {
    /// Stops reading, so that the gateway meets back-pressure.
    func pauseReading() { session?.pauseReading() }

    /// Goes on reading.
    func resumeReading() { session?.resumeReading() }

    /// The socket takes more.
    func drained() { flush() }

    func ended(_ closure: WebSocketClosure) {
        lost(GatewayError(closure))
    }
}
