// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewayShard {
    /// A text message arrived.
    ///
    /// When an action is to deliver it, the bytes are still those given here.
    ///
    /// - Parameters:
    ///   - bytes: the whole message, valid UTF-8.
    ///   - id: the connection.
    ///   - now: the time.
    package mutating func received(_ bytes: Span<UInt8>, on id: ConnectionID, now: Moment) {
        guard let slot = slot(of: id) else { return }
        statistics.receivedByteCount += bytes.count
        if let agent = connections.span[slot]?.agent {
            received(bytes, from: agent, slot, now: now)
        } else if case .awaitingRegister = connections.span[slot]?.session.state {
            receivedFirst(bytes, slot, now: now)
        }
    }

    private mutating func received(
        _ bytes: Span<UInt8>,
        from agent: Connection.Agent,
        _ slot: Int,
        now: Moment
    ) {
        let rates = configuration.trafficRates
        if let wait = connections[slot]?.meter.take(bytes.count, at: rates, now: now.uptime) {
            return refuseForRate(wait, bytes, slot, now: now)
        }
        let view: EnvelopeView
        do throws(ProtocolError) {
            view = try verifier.verify(bytes, now: now.wall, session: agent.did)
        } catch {
            return refuse(error, bytes, slot, now: now)
        }
        do throws(ProtocolError) {
            try state.replay.remember(view, now: now.wall)
            connections[slot]?.session.heard(now: now)
            try route(view, bytes, from: agent, slot, now: now)
        } catch {
            refuse(error, view.type, id: view.id, slot, now: now)
        }
    }

    private mutating func route(
        _ view: EnvelopeView,
        _ bytes: Span<UInt8>,
        from agent: Connection.Agent,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) {
        switch router.decision(for: view, isDraining: drain != nil) {
        case .gateway:
            let outcome = try receivedForGateway(view, bytes, from: agent, slot, now: now)
            statistics.count(MessageLabel(view.type), outcome)
        case .relay: try relay(view, from: agent, slot, now: now)
        case .refuse(let error):
            // Agents that ignore the challenge address themselves.
            guard view.type == .register, view.to == view.from, drain == nil else { throw error }
            try redescribe(view, bytes, slot, now: now)
            statistics.count(.register, .handled)
        }
    }

    private mutating func relay(
        _ view: EnvelopeView,
        from agent: Connection.Agent,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) {
        guard let id = connections.span[slot]?.id else { return }
        let route = state.registry.withLock { $0.route(to: view.to.publicKey, from: agent.handle, now: now) }
        guard let route else {
            throw ProtocolError(.unknownAgent, "\(view.to) is not connected here", pointer: "/to")
        }
        if view.type == .execRequest { try open(view, callee: route.connection, caller: id, now: now) }
        actions.append(.deliver(Delivery(view, from: id, to: route.connection)))
    }

    private mutating func open(
        _ view: EnvelopeView,
        callee: ConnectionID,
        caller: ConnectionID,
        now: Moment
    ) throws(ProtocolError) {
        var deadline: Duration?
        if case .request(let milliseconds) = view.callRole, milliseconds > 0 {
            deadline = now.uptime + .milliseconds(milliseconds) + Self.answerTolerance
        }
        let key = OpenRequestTable.Key(caller: caller, id: view.id)
        guard openRequests.open(key, callee: callee, deadline: deadline, now: now.uptime) else {
            throw ProtocolError(
                .resourceExhausted,
                "at most \(configuration.maximumOpenRequestCount) calls may be open",
                reason: "open_requests"
            )
        }
    }

    /// How long after its time a call's answer may still be under way.
    private static let answerTolerance = Duration.seconds(5)

    // MARK: - Refusals

    /// Refuses a message.
    ///
    /// - Parameters:
    ///   - error: why.
    ///   - type: what it is; `nil` when it cannot be read.
    ///   - id: its id, if it has a valid one.
    ///   - slot: the connection that it came on.
    ///   - now: the time.
    mutating func refuse(_ error: ProtocolError, _ type: MessageType?, id: MessageID?, _ slot: Int, now: Moment) {
        countRefusal(type)
        guard let action = connections[slot]?.session.refused(error, id: id, now: now) else { return }
        perform(action, slot, now: now)
    }

    /// Refuses a message of which only the bytes are known.
    mutating func refuse(_ error: ProtocolError, _ bytes: Span<UInt8>, _ slot: Int, now: Moment) {
        let view = try? EnvelopeView(scanning: bytes, limits: configuration.messageLimits)
        let id = view?.id ?? MessageID(namedIn: bytes, limits: configuration.messageLimits)
        refuse(error, view?.type, id: id, slot, now: now)
    }

    private mutating func countRefusal(_ type: MessageType?) {
        statistics.count(MessageLabel(type), .refused)
        if type == .register { statistics.count(RegistrationLabel.refused) }
    }

    private mutating func refuseForRate(_ wait: Duration, _ bytes: Span<UInt8>, _ slot: Int, now: Moment) {
        // Only the form is looked at: a signature is too dear for what is refused anyway.
        let view = try? EnvelopeView(scanning: bytes, limits: configuration.messageLimits)
        countRefusal(view?.type)
        let action = connections[slot]?.session.exceededRate(retryAfter: wait, id: view?.id, now: now)
        guard let action else { return }
        perform(action, slot, now: now)
    }
}
