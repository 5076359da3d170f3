// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewayShard {
    /// A verified message for the gateway itself.
    ///
    /// - Returns: what became of it.
    mutating func receivedForGateway(
        _ view: EnvelopeView,
        _ bytes: Span<UInt8>,
        from agent: Connection.Agent,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) -> OutcomeLabel {
        switch view.type {
        case .register: try redescribe(view, bytes, slot, now: now)
        case .unregister:
            if let action = connections[slot]?.session.receivedUnregister() { perform(action, slot, now: now) }
        case .ping: try receivedPing(Envelope(view, in: bytes), from: agent, slot, now: now)
        case .execRequest: try receivedCall(Envelope(view, in: bytes), from: agent, slot, now: now)
        case .error: return try receivedError(Envelope(view, in: bytes), slot, now: now)
        default:
            state.registry.withLock { $0.touch(agent.handle, now: now) }
            return view.type == .pong ? .handled : discard()
        }
        return .handled
    }

    /// An answer that belongs to nothing the gateway asked.
    private mutating func discard() -> OutcomeLabel {
        statistics.dropped(.unmatchedAnswer)
        return .discarded
    }

    private mutating func receivedPing(
        _ message: Envelope,
        from agent: Connection.Agent,
        _ slot: Int,
        now: Moment
    ) {
        guard case .ping(let heartbeat) = message.payload, let connection = connections[slot] else { return }
        state.registry.withLock {
            $0.heartbeat(agent.handle, load: heartbeat.load, slots: heartbeat.slots, now: now)
        }
        if let request = message.correlationID, let sequence = heartbeat.sequence {
            acknowledged(.init(caller: connection.id, id: request), sequence: sequence, now: now)
        } else {
            perform(connection.session.receivedPing(heartbeat, id: message.id), slot, now: now)
        }
    }

    private mutating func receivedError(_ message: Envelope, _ slot: Int, now: Moment) -> OutcomeLabel {
        guard case .error(let report) = message.payload, report.code == .cancelled,
            let request = message.correlationID, let id = connections[slot]?.id,
            watches[.init(caller: id, id: request)] != nil
        else { return discard() }
        endWatch(.init(caller: id, id: request), .cancelled, "the watch was cancelled", now: now)
        return .handled
    }

    // MARK: - Calls

    private mutating func receivedCall(
        _ message: Envelope,
        from agent: Connection.Agent,
        _ slot: Int,
        now: Moment
    ) throws(ProtocolError) {
        state.registry.withLock { $0.touch(agent.handle, now: now) }
        guard case .execRequest(let request) = message.payload else {
            throw ProtocolError(
                .malformedMessage,
                "messages to a gateway are not sealed",
                pointer: "/payload/sealed",
                reason: "sealed"
            )
        }
        guard connections[slot]?.isFilled == false else {
            throw ProtocolError(.resourceExhausted, "too many answers are waiting for you", reason: "own_output")
        }
        if request.capability == GatewayCapability.watchAgents.rawValue {
            return try startWatch(request, id: message.id, slot, now: now)
        }
        var response = ExecResponse(status: .success)
        response.result = .object(try result(of: request, for: agent.did, now: now))
        answer(message.id, response, slot, now: now)
    }

    private func result(
        of request: ExecRequest,
        for agent: DID,
        now: Moment
    ) throws(ProtocolError) -> JSONObject {
        switch request.capability.flatMap(GatewayCapability.init) {
        case .listAgents:
            let listing = try AgentListing(request)
            return listing.result(state.registry.withLock { listing.page(of: $0) })
        case .getAgent: return try agentDetails(request)
        case .listICEServers:
            try ArgumentReader(request).end()
            let servers = configuration.iceServers.servers(for: agent, now: now.wall)
            return ["ice_servers": .array(servers.map { .object($0.json) })]
        case .showStatistics:
            try ArgumentReader(request).end()
            return GatewayReport(state, now: now).json
        case .watchAgents, nil:
            throw ProtocolError(
                .unknownCapability,
                "the gateway offers \(GatewayCapability.allCases.map(\.rawValue).joined(separator: ", "))",
                pointer: "/payload/capability"
            )
        }
    }

    private func agentDetails(_ request: ExecRequest) throws(ProtocolError) -> JSONObject {
        var arguments = ArgumentReader(request)
        guard let did = try arguments.did("did") else { throw ArgumentReader.misfit("did", "a DID, found nothing") }
        try arguments.end()
        guard let record = state.registry.withLock({ $0.record(of: did.publicKey) }) else {
            throw ProtocolError(.unknownAgent, "\(did) is not connected here", pointer: "/payload/args/did")
        }
        return record.detailedJSON
    }

    /// Sends an answer, whose size counts as the asker's own traffic.
    mutating func answer(_ request: MessageID, _ response: ExecResponse, _ slot: Int, now: Moment) {
        guard let agent = connections[slot]?.agent else { return }
        let byteCount = send(Reply(to: agent.did, answering: request, .execResponse(response)), to: slot, now: now)
        connections[slot]?.meter.charge(byteCount, at: configuration.trafficRates, now: now.uptime)
    }
}
