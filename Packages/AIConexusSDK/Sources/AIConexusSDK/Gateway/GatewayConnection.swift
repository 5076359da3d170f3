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
    private var session: WebSocketSession?
    var greetingVerifier: MessageVerifier
    var verifier: MessageVerifier
    private var pacer: MessagePacer?
    private var bytePacer: BytePacer?
    private var pacerTimer: TimerID?
    /// The state that the delegate was told last.
    private var toldState = GatewayState.disconnected
    private var owesRoom = false
    private let endWaiters = Waiters()
    var refusals = RefusalBudget()

    /// A text that waited longer than this is signed again with the time at which it is sent.
    private static let oldestText = Duration.seconds(30)
    /// What may lie in the socket's own queue; the rest waits where it can still be taken back.
    private static let socketByteCount = 256 << 10

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

// MARK: - Sending

extension GatewayConnection {
    /// Signs a message and sends it as soon as the connection, the gateway's rate and the socket allow.
    ///
    /// The timestamp is set here, and again if the message had to wait.
    ///
    /// - Returns: the text.
    /// - Throws: `disconnected`, `queueFull`, or `invalidMessage` for what does not fit the protocol or the gateway's
    ///   limit.
    @discardableResult
    func send(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        var envelope = envelope
        envelope.timestamp = .now()
        let text = try signed(envelope)
        try enqueue(OutgoingQueue.Entry(id: envelope.id, envelope: envelope, text: text))
        return text
    }

    /// Sends a text that was signed before, for the other path.
    ///
    /// - Throws: as ``send(_:)``.
    func send(again text: [UInt8], id: MessageID) throws(GatewayError) {
        try enqueue(OutgoingQueue.Entry(id: id, envelope: nil, text: text))
    }

    private func enqueue(_ entry: OutgoingQueue.Entry) throws(GatewayError) {
        guard !state.isFinal else {
            throw GatewayError(.disconnected, "there is no connection to the gateway")
        }
        let text = entry.text
        guard queue.hasRoom(for: text.count) else {
            owesRoom = true
            throw GatewayError(
                .queueFull,
                "\(queue.byteCount) bytes are waiting to be sent",
                isTransient: true
            )
        }
        queue.append(entry)
        flush()
    }

    /// Takes a message back that was not handed to the socket.
    ///
    /// - Returns: whether it was still here, which means that nobody ever saw it.
    func withdraw(_ id: MessageID) -> Bool {
        queue.withdraw(id)
    }

    /// Whether a message still waits on this side, where a loss of the connection does not touch it.
    func isWaiting(_ id: MessageID) -> Bool {
        queue.contains(id)
    }

    private func signed(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        let text = try signer.signed(envelope)
        if let error = tooLong(text) { throw error }
        return text
    }

    /// Why the gateway would not take a text; `nil` when it would, or when it has not said yet.
    private func tooLong(_ text: [UInt8]) -> GatewayError? {
        guard let limit = state.session?.limits.maximumMessageByteCount, text.count > limit else { return nil }
        return GatewayError(
            .invalidMessage,
            "the message has \(text.count) bytes, the gateway takes \(limit)",
            wireCode: .payloadTooLarge
        )
    }

    /// Whether what is queued is at its bound; if it is, the delegate hears when it is no more.
    var isFull: Bool {
        guard queue.byteCount >= queue.maximumByteCount else { return false }
        owesRoom = true
        return true
    }

    /// Whether what is queued is far enough from its bound to add to it.
    var hasRoom: Bool {
        guard queue.byteCount * 2 <= queue.maximumByteCount else {
            owesRoom = true
            return false
        }
        return true
    }

    /// The gateway refused a message for the rate of all.
    func slowDown(_ report: ErrorReport) {
        bytePacer?.refused(retryAfter: report.retryAfter, now: now)
    }

    /// Hands over what may go now.
    func flush() {
        guard case .connected = state, let session, pacer != nil else { return }
        while let entry = queue.first {
            // It was queued before the gateway said what it takes; sent all the same, it would end the session.
            if let error = tooLong(entry.text) {
                queue.removeFirst()
                delegate?.gatewayCouldNotSend(entry.id, error)
                continue
            }
            guard session.pendingByteCount < Self.socketByteCount else { break }
            // The order matters: a message that waits for its bytes must not take a place in the count twice.
            if let wait = pacer?.wait(now: now) ?? bytePacer?.take(entry.text.count, now: now) {
                wakePacer(after: wait)
                break
            }
            pacer?.take()
            queue.removeFirst()
            session.sendText(freshText(entry).span)
        }
        if owesRoom, queue.byteCount * 2 <= queue.maximumByteCount {
            owesRoom = false
            delegate?.gatewayQueueHasRoom()
        }
    }

    private func freshText(_ entry: OutgoingQueue.Entry) -> [UInt8] {
        guard var envelope = entry.envelope, Timestamp.now().duration(since: envelope.timestamp) > Self.oldestText
        else {
            return entry.text
        }
        envelope.timestamp = .now()
        // It was signed before, and only the time differs, so this does not fail.
        return (try? signed(envelope)) ?? entry.text
    }

    private func wakePacer(after wait: Duration) {
        guard pacerTimer == nil else { return }
        pacerTimer = loop.schedule(after: wait) { [weak self] in
            self?.pacerTimer = nil
            self?.flush()
        }
    }

    /// Sends what the connection itself has to say, past queue and rate.
    func sendNow(_ payload: Payload, to target: DID, answering correlationID: MessageID? = nil) {
        let envelope = Envelope(
            id: .random(using: &randomness),
            correlationID: correlationID,
            timestamp: .now(),
            from: key.did,
            to: target,
            payload: payload
        )
        do throws(GatewayError) {
            let text = try signed(envelope)
            session?.sendText(text.span)
        } catch {
            delegate?.gatewayReported(error)
        }
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
