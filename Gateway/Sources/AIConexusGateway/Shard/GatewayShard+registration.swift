// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewayShard {
    /// A connection's first message: registers its agent, or ends it.
    mutating func receivedFirst(_ bytes: Span<UInt8>, _ slot: Int, now: Moment) {
        do throws(ProtocolError) {
            try register(scan(bytes), bytes, slot, now: now)
        } catch {
            if let id = connections[slot]?.id { actions.append(.report(.refused(id, error))) }
            refuse(error, bytes, slot, now: now)
        }
    }

    private func scan(_ bytes: Span<UInt8>) throws(ProtocolError) -> EnvelopeView {
        guard bytes.count <= configuration.maximumRegistrationByteCount else {
            throw ProtocolError(
                .payloadTooLarge,
                "a REGISTER has at most \(configuration.maximumRegistrationByteCount) bytes"
            )
        }
        let view = try EnvelopeView(scanning: bytes, limits: configuration.messageLimits)
        guard view.type == .register else {
            throw ProtocolError(.notRegistered, "the first message is REGISTER, not \(view.type)", pointer: "/type")
        }
        return view
    }

    private mutating func register(
        _ view: EnvelopeView,
        _ bytes: Span<UInt8>,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) {
        guard let connection = connections[slot] else { return }
        let (message, description) = try description(view, bytes, connection.session)
        _ = try verifier.verify(bytes, now: now.wall)
        try state.replay.remember(view, now: now.wall)
        try admit(view.from, hasToken: connection.hasToken)
        let isChallenged = message.isChallenged
        let entry = try state.registry.withLock { (registry) throws(ProtocolError) in
            try registry.register(
                view.from.publicKey,
                on: connection.id,
                description,
                isChallenged: isChallenged,
                now: now
            )
        }
        becomeLive(message, entry, slot, now: now)
    }

    private mutating func becomeLive(
        _ message: Envelope,
        _ entry: AgentRegistry.Entry,
        _ slot: Int,
        now: Moment
    ) {
        let terms = SessionTerms(
            epoch: entry.handle.epoch,
            name: .random(using: &random),
            iceServers: configuration.iceServers.servers(for: message.from, now: now.wall)
        )
        registeredCount += 1
        let isTakeover = entry.superseded != nil
        if let id = connections[slot]?.id {
            actions.append(.report(.joined(id, message.from, isTakeover: isTakeover)))
        }
        connections[slot]?.agent = Connection.Agent(did: message.from, handle: entry.handle)
        connections[slot]?.isAuthenticated = true
        state.census.withLock { $0.authenticated() }
        statistics.count(.register, .handled)
        statistics.count(isTakeover ? RegistrationLabel.takeover : .accepted)
        if let reply = connections[slot]?.session.registered(message, as: terms, now: now) {
            send(reply, to: slot, now: now)
        }
        if let older = entry.superseded { post(.superseded(older), to: older.loop, now: now) }
    }

    /// A live session's `REGISTER`: replaces what the agent offers.
    mutating func redescribe(
        _ view: EnvelopeView,
        _ bytes: Span<UInt8>,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) {
        guard let connection = connections[slot], let agent = connection.agent else { return }
        guard bytes.count <= configuration.maximumRegistrationByteCount else {
            throw ProtocolError(
                .payloadTooLarge,
                "a REGISTER has at most \(configuration.maximumRegistrationByteCount) bytes",
                pointer: "/payload"
            )
        }
        let (message, description) = try description(view, bytes, connection.session)
        let isLive = try state.registry.withLock { (registry) throws(ProtocolError) in
            try registry.describe(agent.handle, description, now: now)
        }
        guard isLive else { return }
        statistics.count(RegistrationLabel.renewed)
        let iceServers = configuration.iceServers.servers(for: agent.did, now: now.wall)
        send(connection.session.redescribed(message, iceServers: iceServers), to: slot, now: now)
    }

    private func description(
        _ view: EnvelopeView,
        _ bytes: Span<UInt8>,
        _ session: SessionStateMachine
    ) throws(ProtocolError) -> (Envelope, AgentRegistry.Description) {
        let message = try Envelope(view, in: bytes)
        let register = try session.examine(message)
        try RegistrationText.check(bytes, limits: configuration.messageLimits)
        let description = AgentRegistry.Description(
            registration: [UInt8](copying: bytes),
            capabilities: register.capabilities.map(\.id)
        )
        return (message, description)
    }

    private func admit(_ agent: DID, hasToken: Bool) throws(ProtocolError) {
        guard state.admission.withLock({ $0.admits(agent.publicKey, hasToken: hasToken) }) else {
            throw ProtocolError(.permissionDenied, "this agent may not register here")
        }
        guard drain == nil else { throw ProtocolError(.draining, "the gateway is shutting down") }
    }
}

extension Envelope {
    /// Whether a `REGISTER` answers a challenge.
    fileprivate var isChallenged: Bool {
        if case .register(let register) = payload { register.nonce != nil } else { false }
    }
}

extension MessageID {
    /// The id that a text names though it is no message, if it is an object with a valid one.
    init?(namedIn bytes: Span<UInt8>, limits: JSONLimits) {
        // What is wrong with the text is already known.
        guard let object = try? JSONValue(parsing: bytes, limits: limits).object,
            let id = object["id"]?.string.flatMap({ MessageID($0) })
        else { return nil }
        self = id
    }
}

extension [UInt8] {
    /// A copy of the bytes.
    init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
