// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The part of a gateway that lives on one loop: its connections, their sessions, and what they do.
///
/// The shell calls a method for each event and then performs what ``takeActions(into:)`` gives. It reads the clocks and
/// passes them in, arms one timer for ``nextDeadline``, and gives the loop's random numbers at the start.
/// A shard belongs to its loop's thread; it meets the others only in ``GatewayState``.
package struct GatewayShard: ~Copyable {
    /// What is due at some time.
    enum Deadline: Hashable {
        case registration(ConnectionID)
        case watch(OpenRequestTable.Key)
        case sweep
        case publication
        /// The next of the connections that hear of the draining: from this place on.
        case farewell(slot: Int)
        case drained
    }

    /// A `gateway.agents.watch` of one of the connections.
    struct Watch {
        var feed: WatchFeed
        /// The uptime at which the call is over, if the caller set a time.
        var end: Duration?
        /// The uptime for which a deadline is in the queue.
        var armedFor: Duration?
    }

    let state: GatewayState
    /// The settings, at hand because every message needs some.
    private(set) var configuration: GatewayConfiguration
    let loop: UInt16
    let router: Router
    let signer: MessageSigner
    var verifier: MessageVerifier
    var random: any RandomNumberGenerator & Sendable
    /// By slot; what is on every message's way reads `connections.span`, which makes no copy of a connection.
    var connections: [Connection?] = []
    var generations: [UInt32] = []
    var freeSlots: [Int] = []
    var deadlines = DeadlineQueue<Deadline>()
    var openRequests: OpenRequestTable
    var watches: [OpenRequestTable.Key: Watch] = [:]
    var drain: Drain?
    /// What it has counted; the last publication is in ``GatewayState``.
    package internal(set) var statistics = ShardStatistics()
    var actions: [ShardAction] = []

    /// Creates a loop's part.
    ///
    /// - Parameters:
    ///   - state: what it shares with the other loops.
    ///   - loop: its index.
    ///   - random: fit for secrets; it gives challenges and message ids.
    ///   - now: the time.
    ///   - signatures: who verifies signatures.
    package init(
        state: GatewayState,
        loop: Int,
        random: any RandomNumberGenerator & Sendable,
        now: Moment,
        signatures: any SignatureVerifier = SodiumVerifier()
    ) {
        let configuration = state.rules.configuration
        self.state = state
        self.configuration = configuration
        self.loop = UInt16(loop)
        self.random = random
        router = Router(gateway: state.rules.gateway, relays: configuration.relays)
        signer = MessageSigner(key: state.key, limits: configuration.messageLimits)
        verifier = MessageVerifier(
            configuration: .init(
                limits: configuration.messageLimits,
                maximumClockSkew: configuration.maximumClockSkew
            ),
            seen: nil,
            signatures: signatures
        )
        openRequests = OpenRequestTable(
            maximumCountPerCaller: configuration.maximumOpenRequestCount,
            secrets: (self.random.next(), self.random.next())
        )
        deadlines.insert(.sweep, at: now.uptime + configuration.sweepInterval)
        deadlines.insert(.publication, at: now.uptime + Self.publicationInterval)
    }

    /// How often the loop's counts are made known to the others.
    static let publicationInterval = Duration.seconds(1)

    /// How many calls of this loop's agents wait for an answer.
    package var openRequestCount: Int { openRequests.count }

    /// How many deadlines there are, pointless ones included.
    package var deadlineCount: Int { deadlines.count }

    /// How many of its connections have a live session.
    package internal(set) var registeredCount = 0

    /// Agents are told of other STUN and TURN servers from here on.
    package mutating func iceServersChanged(_ servers: ICEServerSource) {
        configuration.iceServers = servers
    }

    /// Gives away what is to be done, in exchange for an array whose room is used again.
    ///
    /// - Parameter buffer: receives the actions in place of what is in it.
    package mutating func takeActions(into buffer: inout [ShardAction]) {
        buffer.removeAll(keepingCapacity: true)
        swap(&actions, &buffer)
    }

    // MARK: - Connections

    /// A WebSocket connection was opened and counted.
    ///
    /// - Parameters:
    ///   - hasToken: whether it came with a valid enrolment token.
    ///   - now: the time.
    /// - Returns: its name, to which the challenge is sent.
    package mutating func connectionOpened(hasToken: Bool, now: Moment) -> ConnectionID {
        let slot = freeSlots.popLast() ?? connections.count
        if slot == connections.count {
            connections.append(nil)
            generations.append(0)
        }
        generations[slot] &+= 1
        let id = ConnectionID(loop: loop, slot: UInt32(slot), generation: generations[slot])
        var session = SessionStateMachine(rules: state.rules, now: now)
        let pingID = MessageID.random(using: &random)
        let challenge = session.connected(nonce: .random(using: &random), pingID: pingID, now: now)
        connections[slot] = Connection(
            id: id,
            hasToken: hasToken,
            session: session,
            meter: TrafficMeter(configuration.trafficRates, now: now.uptime)
        )
        send(challenge, id: pingID, to: slot, now: now)
        setDeadline(.registration(id), at: now.uptime + configuration.registrationTimeout)
        return id
    }

    /// A connection is gone, whoever ended it; its name means nothing any more.
    ///
    /// - Parameters:
    ///   - id: the connection.
    ///   - output: how its output stood at the end.
    ///   - code: with which it was closed, if it was.
    ///   - now: the time.
    /// - Returns: whether it had registered, for ``ConnectionCensus/closed(from:wasAuthenticated:)``.
    package mutating func connectionClosed(
        _ id: ConnectionID,
        output: OutputGauge,
        code: CloseCode? = nil,
        now: Moment
    ) -> Bool {
        guard let slot = slot(of: id) else { return false }
        reportLoss(slot, .targetGone, output: output, now: now)
        endSession(slot, code, now: now)
        let wasAuthenticated = connections[slot]?.isAuthenticated ?? false
        connections[slot] = nil
        freeSlots.append(slot)
        return wasAuthenticated
    }

    /// A connection's socket took nothing for too long.
    package mutating func consumerStalled(_ id: ConnectionID, output: OutputGauge, now: Moment) {
        guard let slot = slot(of: id), let action = connections[slot]?.session.stalled() else { return }
        reportLoss(slot, .slowConsumer, output: output, now: now)
        perform(action, slot, now: now)
    }

    /// More waits in a connection's output than may.
    package mutating func outputFilled(_ id: ConnectionID) {
        guard let slot = slot(of: id) else { return }
        connections[slot]?.isFilled = true
    }

    /// A connection's output is low again.
    package mutating func outputDrained(_ id: ConnectionID, now: Moment) {
        guard let slot = slot(of: id) else { return }
        connections[slot]?.isFilled = false
        for request in connections[slot]?.watches ?? [] { continueWatch(.init(caller: id, id: request), now: now) }
    }

    /// The place of a connection of this loop that is still there.
    func slot(of id: ConnectionID) -> Int? {
        let slot = Int(id.slot)
        guard id.loop == loop, slot < connections.count, generations[slot] == id.generation,
            connections.span[slot] != nil
        else { return nil }
        return slot
    }

    /// Ends what is live of a session; the connection stays until it is closed.
    private mutating func endSession(_ slot: Int, _ code: CloseCode?, now: Moment) {
        guard let agent = connections[slot]?.agent, let id = connections[slot]?.id else { return }
        connections[slot]?.agent = nil
        registeredCount -= 1
        actions.append(.report(.left(id, agent.did, code)))
        state.registry.withLock { _ = $0.remove(agent.handle) }
        for request in connections[slot]?.watches ?? [] { forgetWatch(.init(caller: id, id: request)) }
        connections[slot]?.watches = []
        openRequests.callerEnded(id)
        sessionEnded(id, now: now)
        if state.loopCount > 1 { actions.append(.broadcast(.sessionEnded(id))) }
    }

    // MARK: - What sessions decide

    mutating func perform(_ action: SessionAction, _ slot: Int, now: Moment) {
        switch action {
        case .none: break
        case .send(let reply): send(reply, to: slot, now: now)
        case .close(let closure): close(closure, slot, now: now)
        case .sendAndClose(let reply, let closure):
            send(reply, to: slot, now: now)
            close(closure, slot, now: now)
        }
    }

    private mutating func close(_ closure: SessionAction.Closure, _ slot: Int, now: Moment) {
        guard let id = connections[slot]?.id else { return }
        statistics.closed(closure.code)
        actions.append(.close(id, closure))
        endSession(slot, closure.code, now: now)
    }

    /// Signs and sends; what cannot be signed becomes a refusal of the message that it answers.
    ///
    /// - Returns: the bytes that were sent.
    @discardableResult
    mutating func send(_ reply: Reply, id: MessageID? = nil, to slot: Int, now: Moment) -> Int {
        guard let connection = connections[slot]?.id else { return 0 }
        if case .error(let report) = reply.payload { statistics.refused(report.code) }
        let bytes = sign(reply, id: id, now: now)
        actions.append(.send(bytes, to: connection))
        return bytes.count
    }

    private mutating func sign(_ reply: Reply, id: MessageID?, now: Moment) -> [UInt8] {
        var envelope = Envelope(
            id: id ?? .random(using: &random),
            correlationID: reply.correlationID,
            timestamp: now.wall,
            from: state.rules.gateway,
            to: reply.to,
            payload: reply.payload
        )
        do {
            return try signer.sign(envelope)
        } catch {
            envelope.payload = .error(ErrorReport(code: .internalError, message: "the answer cannot be written"))
        }
        guard let bytes = try? signer.sign(envelope) else {
            preconditionFailure("an error report that cannot be signed")
        }
        return bytes
    }
}
