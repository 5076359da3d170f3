// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The conversation with one connection, from the challenge to the close.
///
/// It decides about registration, presence and refusals; what messages say to others is not its affair. The shell
/// verifies signatures between ``examine(_:)`` and ``registered(_:as:now:)`` and before every event of a live session.
/// Source: PROTOCOL_DESIGN, "Registration".
package struct SessionStateMachine: Equatable, Sendable {
    /// A proof that was asked for.
    package struct Challenge: Equatable, Sendable {
        package let nonce: Nonce
        /// The `PING` that carried it.
        package let pingID: MessageID
        /// The uptime at which it ends.
        package let deadline: Duration
    }

    /// A registered agent.
    package struct Live: Equatable, Sendable {
        package let did: DID
        package let epoch: Int
        /// The session's name on the wire.
        package let name: MessageID
        /// Whether it answered the challenge.
        package let isChallenged: Bool
        /// What the gateway's answer gave back.
        let answeredNonce: Nonce
    }

    package enum State: Equatable, Sendable {
        /// Before the challenge. Successors: `awaitingRegister`, `closing`.
        case opened
        /// Successors: `live`, `closing`.
        case awaitingRegister(Challenge)
        /// Successor: `closing`.
        case live(Live)
        /// A close was decided or happened; whatever arrives is ignored. The end.
        case closing
    }

    package private(set) var state = State.opened
    /// The uptime at which anything was heard last.
    package private(set) var lastActivity: Duration

    let rules: SessionRules
    private var refusals = RecentCount()
    private var rateRefusals = RecentCount()

    package init(rules: SessionRules, now: Moment) {
        self.rules = rules
        lastActivity = now.uptime
    }

    /// The registered agent, while there is one.
    package var live: Live? {
        if case .live(let live) = state { live } else { nil }
    }

    /// Two machines are equal when they are in the same state.
    package static func == (left: Self, right: Self) -> Bool {
        left.state == right.state && left.lastActivity == right.lastActivity
    }

    // MARK: - Registration

    /// The connection speaks WebSocket.
    ///
    /// - Parameters:
    ///   - nonce: fresh random bytes.
    ///   - pingID: the id that the reply is to have.
    ///   - now: the time.
    /// - Returns: the challenge, addressed to the gateway itself because nobody is known yet.
    package mutating func connected(nonce: Nonce, pingID: MessageID, now: Moment) -> Reply {
        guard case .opened = state else { preconditionFailure("connected in \(state)") }
        let deadline = now.uptime + rules.configuration.registrationTimeout
        state = .awaitingRegister(Challenge(nonce: nonce, pingID: pingID, deadline: deadline))
        return Reply(to: rules.gateway, .ping(Heartbeat(nonce: nonce.description)))
    }

    /// A proved and admitted `REGISTER` has its place in the registry.
    ///
    /// - Parameters:
    ///   - request: the message that ``examine(_:)`` saw.
    ///   - terms: what the registry decided.
    ///   - now: the time.
    /// - Returns: the gateway's own `REGISTER`.
    package mutating func registered(_ request: Envelope, as terms: SessionTerms, now: Moment) -> Reply {
        guard case .awaitingRegister(let challenge) = state, case .register(let register) = request.payload else {
            preconditionFailure("registered in \(state)")
        }
        let live = Live(
            did: request.from,
            epoch: terms.epoch,
            name: terms.name,
            isChallenged: register.nonce != nil,
            // Agents that ignore the challenge have none of their own; giving ours back proves no less.
            answeredNonce: register.clientNonce ?? challenge.nonce
        )
        state = .live(live)
        lastActivity = now.uptime
        return answer(to: request.id, live, nonce: live.answeredNonce, iceServers: terms.iceServers)
    }

    /// A live session's `REGISTER` has replaced the description: the same answer again.
    package func redescribed(_ request: Envelope, iceServers: [ICEServer]) -> Reply {
        guard case .live(let live) = state, case .register(let register) = request.payload else {
            preconditionFailure("redescribed in \(state)")
        }
        return answer(
            to: request.id,
            live,
            nonce: register.clientNonce ?? live.answeredNonce,
            iceServers: iceServers
        )
    }

    private func answer(to id: MessageID, _ live: Live, nonce: Nonce, iceServers: [ICEServer]) -> Reply {
        let configuration = rules.configuration
        let registration = Registration(
            publicKey: rules.gateway.publicKey,
            nonce: nonce,
            session: live.name.description,
            epoch: live.epoch,
            heartbeatInterval: configuration.heartbeatInterval,
            limits: Registration.Limits(
                maximumMessageByteCount: configuration.messageLimits.maximumByteCount,
                messagesPerSecond: configuration.trafficRates.messages.tokensPerSecond
            ),
            iceServers: iceServers
        )
        return Reply(to: live.did, answering: id, .registration(registration))
    }

    // MARK: - A live session

    /// A verified message arrived.
    package mutating func heard(now: Moment) {
        lastActivity = now.uptime
    }

    /// A `PING` that is neither challenge nor acknowledgement.
    package func receivedPing(_ heartbeat: Heartbeat, id: MessageID) -> SessionAction {
        guard case .live(let live) = state else { return .none }
        let pong = Heartbeat(sequence: heartbeat.sequence, nonce: heartbeat.nonce)
        return .send(Reply(to: live.did, answering: id, .pong(pong)))
    }

    /// The agent leaves.
    package mutating func receivedUnregister() -> SessionAction {
        close(.normal, "unregistered")
    }

    /// A newer session of the same DID took over.
    package mutating func superseded() -> SessionAction {
        close(.superseded, "a newer session of this agent took over")
    }

    /// The gateway begins to drain: tells a live agent when to come back.
    package func draining(reconnectAfter: Duration) -> SessionAction {
        guard case .live(let live) = state else { return .none }
        return .send(Reply(to: live.did, .unregister(Unregister(reason: "draining", reconnectAfter: reconnectAfter))))
    }

    /// The gateway has drained.
    package mutating func drained() -> SessionAction {
        close(.draining, "draining")
    }

    /// The gateway stops at once.
    package mutating func stopping() -> SessionAction {
        close(.goingAway, "the gateway stops")
    }

    /// The socket took nothing for too long.
    package mutating func stalled() -> SessionAction {
        close(.slowConsumer, "nothing was taken while messages waited")
    }

    /// An operator ends the connection.
    package mutating func disconnected(_ closure: SessionAction.Closure) -> SessionAction {
        close(closure.code, closure.reason)
    }

    /// Time has passed: ends what is overdue.
    package mutating func timerFired(now: Moment) -> SessionAction {
        switch state {
        case .awaitingRegister(let challenge) where now.uptime >= challenge.deadline:
            close(.registrationTimeout, "no REGISTER in time")
        case .live where now.uptime - lastActivity >= rules.configuration.sessionExpiry:
            close(.heartbeatMissed, "no heartbeat in time")
        default: .none
        }
    }

    /// The connection is gone.
    package mutating func closed() {
        state = .closing
    }

    private mutating func close(_ code: CloseCode, _ reason: String) -> SessionAction {
        if case .closing = state { return .none }
        state = .closing
        return .close(SessionAction.Closure(code, reason))
    }
}

// MARK: - Refusals

extension SessionStateMachine {
    /// A message is refused.
    ///
    /// Before registration one refusal ends the connection. Afterwards only a foreign `from` does, and too many
    /// refusals for faults of the messages themselves, which are not answered any more.
    ///
    /// - Parameters:
    ///   - error: why.
    ///   - id: the message's id, if it has a valid one.
    ///   - now: the time.
    /// - Returns: the report and what it leads to.
    package mutating func refused(_ error: ProtocolError, id: MessageID?, now: Moment) -> SessionAction {
        switch state {
        case .opened: preconditionFailure("refused in \(state)")
        case .closing: return .none
        case .awaitingRegister:
            state = .closing
            let report = Reply(to: rules.gateway, answering: id, .error(ErrorReport(error)))
            return .sendAndClose(report, .init(CloseCode(refusingRegistration: error.code), error.code.wireName))
        case .live(let live):
            return refused(error, id: id, live, now: now)
        }
    }

    private mutating func refused(
        _ error: ProtocolError,
        id: MessageID?,
        _ live: Live,
        now: Moment
    ) -> SessionAction {
        if error.code.isFaultOfMessage, refusals.exceeds(rules.configuration.refusalLimit, now: now.uptime) {
            return close(.protocolViolation, "too many refused messages")
        }
        let report = Reply(to: live.did, answering: id, .error(ErrorReport(error)))
        guard let code = CloseCode(refusingMessage: error) else { return .send(report) }
        state = .closing
        return .sendAndClose(report, .init(code, error.code.wireName))
    }

    /// A message came too early.
    ///
    /// - Parameters:
    ///   - wait: when the next one may come.
    ///   - id: the message's id, if it has a valid one.
    ///   - now: the time.
    /// - Returns: the report, or the end.
    package mutating func exceededRate(retryAfter wait: Duration, id: MessageID?, now: Moment) -> SessionAction {
        guard case .live(let live) = state else { return .none }
        if rateRefusals.exceeds(rules.configuration.refusalLimit, now: now.uptime) {
            return close(.rateLimited, "too many messages or bytes")
        }
        let report = ErrorReport(code: .rateLimited, message: "too many messages or bytes", retryAfter: wait)
        return .send(Reply(to: live.did, answering: id, .error(report)))
    }
}

extension ErrorCode {
    /// Whether the message itself was wrong, and not only its target or the moment.
    fileprivate var isFaultOfMessage: Bool {
        switch self {
        case .malformedMessage, .unsupportedVersion, .invalidSignature, .clockSkew, .identityMismatch,
            .permissionDenied, .replayDetected, .payloadTooLarge:
            true
        default: false
        }
    }
}

extension CloseCode {
    /// How a connection ends whose registration was refused.
    fileprivate init(refusingRegistration code: ErrorCode) {
        self =
            switch code {
            case .permissionDenied: .denied
            case .draining: .draining
            case .resourceExhausted, .rateLimited, .connectionRefused: .rateLimited
            case .clockSkew, .timeout: .registrationTimeout
            case .payloadTooLarge: .tooLarge
            case .internalError: .internalFault
            default: .authenticationFailed
            }
    }

    /// How a live session ends that sent such a message, if it does.
    fileprivate init?(refusingMessage error: ProtocolError) {
        switch error.code {
        case .identityMismatch where error.pointer == "/from" || error.pointer == "/payload/public_key":
            self = .authenticationFailed
        case .replayDetected where error.pointer == "/payload/nonce": self = .authenticationFailed
        case .payloadTooLarge where error.pointer == nil: self = .tooLarge
        default: return nil
        }
    }
}
