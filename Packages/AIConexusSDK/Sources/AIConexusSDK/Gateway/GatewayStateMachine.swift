// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The life of a client's connection to its gateway: connecting, registering, heartbeats, loss and return.
///
/// Verified messages go in, what the shell must do comes out. There is one deadline at a time, in ``deadline``; the
/// shell calls ``timerFired(now:jitter:)`` when it has passed. Source: PROTOCOL_DESIGN, "Registration".
struct GatewayStateMachine {
    /// What the shell must do.
    enum Action: Equatable {
        /// Open a connection; ``opened(now:)`` or ``lost(_:now:jitter:)`` follows.
        case connect
        /// Close the connection with this reason; nothing that it still brings is wanted.
        case hangUp(WebSocketCloseReason)
        /// Send `REGISTER` as the answer to the gateway's challenge.
        case register(challenge: MessageID, nonce: Nonce, gateway: DID)
        /// Send a `PING` with load and slots.
        case sendHeartbeat
        /// Send `UNREGISTER`, then close.
        case unregister
    }

    /// Where the connection is.
    enum Phase: Equatable {
        /// Not started; → connecting.
        case idle
        /// A connection is being opened; → greeting, waiting, over.
        case connecting
        /// Open; the challenge is to come; → registering, waiting, over.
        case greeting
        /// `REGISTER` was sent; → registered, waiting, over.
        case registering(gateway: DID, clientNonce: Nonce)
        /// Registered; → waiting, leaving, over.
        case registered(GatewaySession)
        /// Between attempts; → connecting, over.
        case waiting
        /// `UNREGISTER` was sent; → over.
        case leaving(GatewaySession)
        /// Ended; → connecting, when started again.
        case over(GatewayError?)
    }

    private let configuration: GatewayConfiguration
    /// Who registers: what a gateway says in a registration must be said to this agent.
    private let agent: DID
    private(set) var phase = Phase.idle
    /// When the shell must call ``timerFired(now:jitter:)``, if nothing happens before.
    private(set) var deadline: LoopInstant?
    /// The DID that the gateway must prove: configured, or the first one that it proved.
    private(set) var expectedGateway: DID?
    /// Attempts that failed in a row.
    private var failures = 0
    /// Waits since the last session that lasted: a gateway that registers us and throws us out again at once is not
    /// called at full speed.
    private var waits = 0
    private var registeredAt: LoopInstant?
    private var lastError: GatewayError?
    private var unansweredHeartbeats = 0
    /// Set by a draining gateway: when it wants to see us again.
    private var comeBackAfter: Duration?

    /// How long the gateway may take to close after `UNREGISTER`.
    private static let leaveTimeout = Duration.seconds(2)
    /// A client that hears no `PONG` for this many heartbeats reconnects.
    private static let maximumUnansweredHeartbeats = 2
    /// A gateway may ask for a sign of life this often, and send an agent away for this long, but not more.
    private static let shortestHeartbeat = Duration.seconds(1)
    private static let longestAbsence = Duration.seconds(600)

    init(_ configuration: GatewayConfiguration, agent: DID) {
        self.configuration = configuration
        self.agent = agent
        expectedGateway = configuration.gateway
    }

    /// The gateway that the present session is with.
    var gateway: DID? {
        switch phase {
        case .registered(let session), .leaving(let session): session.gateway
        default: nil
        }
    }

    /// What users see of the phase.
    var state: GatewayState {
        switch phase {
        case .idle, .over(nil): .disconnected
        case .connecting, .greeting, .registering, .waiting: .connecting(failures: failures, reason: lastError)
        case .registered(let session): .connected(session)
        case .leaving: .disconnecting
        case .over(let error?): .error(error)
        }
    }
}

// MARK: - Starting and stopping

extension GatewayStateMachine {
    /// The user wants to be connected.
    mutating func started() -> Action? {
        switch phase {
        case .idle, .over: break
        default: return nil
        }
        failures = 0
        waits = 0
        lastError = nil
        comeBackAfter = nil
        phase = .connecting
        return .connect
    }

    /// The user wants to leave.
    mutating func stopped(now: LoopInstant) -> Action? {
        switch phase {
        case .registered(let session):
            phase = .leaving(session)
            deadline = now + Self.leaveTimeout
            return .unregister
        case .connecting, .greeting, .registering:
            end(nil)
            return .hangUp(WebSocketCloseReason(.normal))
        case .idle, .waiting:
            end(nil)
            return nil
        case .leaving, .over:
            return nil
        }
    }
}

// MARK: - The connection's events

extension GatewayStateMachine {
    /// The WebSocket is open.
    mutating func opened(now: LoopInstant) {
        guard case .connecting = phase else { return }
        phase = .greeting
        deadline = now + configuration.registrationTimeout
    }

    /// The connection could not be made, or ended.
    ///
    /// - Parameters:
    ///   - error: why; whether it is transient decides what follows.
    ///   - now: the loop's time.
    ///   - jitter: a random number, 0…1.
    mutating func lost(_ error: GatewayError, now: LoopInstant, jitter: Double) {
        switch phase {
        case .idle, .waiting, .over: return
        case .leaving: return end(nil)
        case .connecting, .greeting, .registering: failures += 1
        case .registered:
            // A session is no failed attempt, but the first wait counts from here.
            failures = 1
            let hasLasted = registeredAt.map { now - $0 >= configuration.reconnect.maximumDelay } ?? false
            if hasLasted { waits = 0 }
        }
        waits += 1
        lastError = error
        guard error.isTransient, configuration.reconnect.permitsAttempt(after: failures) else { return end(error) }
        phase = .waiting
        // A gateway may ask for a longer wait, not for a shorter one.
        deadline = now + max(comeBackAfter ?? .zero, configuration.reconnect.delay(after: waits, jitter: jitter))
        comeBackAfter = nil
    }

    /// The deadline has passed.
    mutating func timerFired(now: LoopInstant, jitter: Double) -> Action? {
        guard let deadline, deadline <= now else { return nil }
        self.deadline = nil
        switch phase {
        case .idle, .over, .connecting: return nil
        case .waiting:
            phase = .connecting
            return .connect
        case .greeting, .registering:
            let error = GatewayError(.connectFailed, "the gateway did not register us in time", isTransient: true)
            return giveUp(error, .registrationTimeout, now: now, jitter: jitter)
        case .leaving:
            end(nil)
            return .hangUp(WebSocketCloseReason(.normal))
        case .registered(let session):
            return heartbeatIsDue(session, now: now, jitter: jitter)
        }
    }

    private mutating func heartbeatIsDue(_ session: GatewaySession, now: LoopInstant, jitter: Double) -> Action {
        guard unansweredHeartbeats < Self.maximumUnansweredHeartbeats else {
            let error = GatewayError(.connectionLost, "the gateway answered no heartbeat", isTransient: true)
            return giveUp(error, .heartbeatMissed, now: now, jitter: jitter)
        }
        unansweredHeartbeats += 1
        deadline = now + max(session.heartbeatInterval, Self.shortestHeartbeat)
        return .sendHeartbeat
    }

    /// Ends the connection from this side.
    private mutating func giveUp(
        _ error: GatewayError,
        _ code: WebSocketCloseCode,
        now: LoopInstant,
        jitter: Double
    ) -> Action {
        lost(error, now: now, jitter: jitter)
        return .hangUp(WebSocketCloseReason(code, error.message))
    }

    private mutating func end(_ error: GatewayError?) {
        phase = .over(error)
        deadline = nil
    }
}

// MARK: - The gateway's messages

extension GatewayStateMachine {
    /// What the message is for, in the view of a session.
    enum Reading: Equatable {
        /// The machine has dealt with it; do this.
        case handled(Action?)
        /// It is for the user.
        case deliver
    }

    /// A verified message came.
    ///
    /// - Parameters:
    ///   - envelope: the message; before registration from anybody who proved a key, afterwards addressed to us.
    ///   - clientNonce: 32 fresh random bytes, for when the message is the challenge.
    ///   - now: the loop's time.
    ///   - jitter: a random number, 0…1.
    /// - Returns: whether the machine has dealt with it.
    mutating func received(_ envelope: Envelope, clientNonce: Nonce, now: LoopInstant, jitter: Double) -> Reading {
        switch phase {
        case .greeting:
            .handled(greeted(envelope, clientNonce: clientNonce, now: now, jitter: jitter))
        case .registering(let gateway, let nonce):
            .handled(answered(envelope, gateway, nonce, now: now, jitter: jitter))
        case .registered(let session): readInSession(envelope, session, now: now)
        // Answers to calls still come while the gateway takes our leave.
        case .leaving: .deliver
        case .idle, .connecting, .waiting, .over: .handled(nil)
        }
    }

    private mutating func greeted(
        _ envelope: Envelope,
        clientNonce: Nonce,
        now: LoopInstant,
        jitter: Double
    ) -> Action {
        if case .error(let report) = envelope.payload { return refused(report, now: now, jitter: jitter) }
        guard case .ping(let ping) = envelope.payload, envelope.from == envelope.to,
            let nonce = ping.nonce.flatMap({ Nonce($0) })
        else {
            let error = GatewayError(.protocolViolation, "the gateway sent \(envelope.type) in place of its challenge")
            return giveUp(error, .protocolViolation, now: now, jitter: jitter)
        }
        if let expectedGateway, expectedGateway != envelope.from {
            var error = GatewayError(
                .gatewayMismatch,
                "the gateway is \(envelope.from), expected is \(expectedGateway)"
            )
            error.foundGateway = envelope.from
            return giveUp(error, .authenticationFailed, now: now, jitter: jitter)
        }
        phase = .registering(gateway: envelope.from, clientNonce: clientNonce)
        return .register(challenge: envelope.id, nonce: nonce, gateway: envelope.from)
    }

    private mutating func answered(
        _ envelope: Envelope,
        _ gateway: DID,
        _ clientNonce: Nonce,
        now: LoopInstant,
        jitter: Double
    ) -> Action? {
        if envelope.from == gateway, case .error(let report) = envelope.payload {
            return refused(report, now: now, jitter: jitter)
        }
        // Without a look at `to`, somebody in between could show us the answer that it got under its own name.
        guard envelope.from == gateway, envelope.to == agent,
            case .registration(let registration) = envelope.payload,
            registration.nonce == clientNonce, registration.publicKey == gateway.publicKey
        else {
            let error = GatewayError(.gatewayUnproved, "the gateway did not prove that it is \(gateway)")
            return giveUp(error, .authenticationFailed, now: now, jitter: jitter)
        }
        let session = GatewaySession(registration, gateway: gateway)
        // On this machine there is nobody in between, and gateways with fresh keys come and go.
        if !configuration.url.isLoopback { expectedGateway = gateway }
        phase = .registered(session)
        registeredAt = now
        failures = 0
        lastError = nil
        unansweredHeartbeats = 0
        deadline = now + max(session.heartbeatInterval, Self.shortestHeartbeat)
        return nil
    }

    private mutating func refused(_ report: ErrorReport, now: LoopInstant, jitter: Double) -> Action {
        let error = GatewayError(
            report.code == .permissionDenied ? .denied : .registrationRefused,
            "the gateway refused the registration: \(report.message)",
            wireCode: report.code,
            isTransient: report.retryable ?? report.code.isRetryable
        )
        comeBackAfter = report.retryAfter.map { min($0, Self.longestAbsence) }
        return giveUp(error, .normal, now: now, jitter: jitter)
    }

    private mutating func readInSession(_ envelope: Envelope, _ session: GatewaySession, now: LoopInstant) -> Reading {
        guard envelope.from == session.gateway else { return .deliver }
        switch envelope.payload {
        case .pong:
            unansweredHeartbeats = 0
            return .deliver
        case .unregister(let leave):
            comeBackAfter = leave.reconnectAfter.map { min($0, Self.longestAbsence) }
            return .handled(nil)
        case .registration(let registration):
            // The answer to a new description: same session, perhaps other terms.
            phase = .registered(GatewaySession(registration, gateway: session.gateway))
            return .handled(nil)
        default:
            return .deliver
        }
    }
}
