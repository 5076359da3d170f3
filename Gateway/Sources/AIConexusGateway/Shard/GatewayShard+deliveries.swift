// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension GatewayShard {
    /// A message of some loop is to be sent to one of this loop's agents.
    ///
    /// - Parameters:
    ///   - delivery: as the action gave it.
    ///   - byteCount: the message's size.
    ///   - output: how the target's output stands; zeros when the target is gone.
    ///   - now: the time.
    /// - Returns: whether to send the received bytes; if not, the sender is told by an action.
    package mutating func deliver(
        _ delivery: Delivery,
        byteCount: Int,
        output: OutputGauge,
        now: Moment
    ) -> DeliveryOutcome {
        guard let slot = slot(of: delivery.target), connections.span[slot]?.agent != nil else {
            let error = ProtocolError(.unknownAgent, "the agent is not connected any more", pointer: "/to")
            return refuse(delivery, error, now: now)
        }
        guard output.waitingByteCount <= configuration.maximumWaitingByteCount else {
            let error = ProtocolError(
                .resourceExhausted,
                "too much is waiting for the agent",
                reason: "recipient_output"
            )
            return refuse(delivery, error, retryAfter: configuration.waitingRetryInterval, now: now)
        }
        if let request = delivery.correlationID, delivery.mayEndCall {
            openRequests.answered(
                .init(caller: delivery.target, id: request),
                by: delivery.sender,
                isSealed: delivery.callRole == .sealedAnswer
            )
        }
        connections[slot]?.log.append(delivery, output: output)
        statistics.count(MessageLabel(delivery.type), .relayed)
        statistics.forwardedCount += 1
        statistics.forwardedByteCount += byteCount
        return .forward
    }

    /// A message cannot be handed to its target's loop, for which too much waits already; the sender is told.
    package mutating func handoverRefused(_ delivery: Delivery, now: Moment) {
        let error = ProtocolError(.resourceExhausted, "too much is waiting in the gateway", reason: "handover")
        _ = refuse(delivery, error, retryAfter: configuration.waitingRetryInterval, now: now)
    }

    private mutating func refuse(
        _ delivery: Delivery,
        _ error: ProtocolError,
        retryAfter: Duration? = nil,
        now: Moment
    ) -> DeliveryOutcome {
        statistics.count(MessageLabel(delivery.type), .refused)
        let refusal = DeliveryRefusal(delivery, error, retryAfter: retryAfter)
        post(.refused(refusal), to: refusal.sender.loop, now: now)
        return .refused
    }

    /// How many relayed messages stand in a connection's output.
    package mutating func waitingMessageCount(_ id: ConnectionID, output: OutputGauge) -> Int {
        guard let slot = slot(of: id) else { return 0 }
        return connections[slot]?.log.waitingCount(output: output) ?? 0
    }

    /// Tells the senders of what stood in a connection's output.
    mutating func reportLoss(_ slot: Int, _ reason: DropLabel, output: OutputGauge, now: Moment) {
        guard var log = connections[slot]?.log else { return }
        statistics.dropped(reason, count: log.waitingCount(output: output))
        let lost = log.lost(output: output)
        connections[slot]?.log = log
        let error = ProtocolError(.connectionRefused, "the agent left before it took the message", reason: "lost")
        for message in lost {
            let refusal = DeliveryRefusal(sender: message.sender, id: message.id, isRequest: false, error)
            post(.refused(refusal), to: message.sender.loop, now: now)
        }
    }

    // MARK: - Between loops

    /// A message from another loop.
    package mutating func received(_ message: ShardMessage, now: Moment) {
        switch message {
        case .refused(let refusal): deliveryRefused(refusal, now: now)
        case .superseded(let id):
            guard let slot = slot(of: id), let action = connections[slot]?.session.superseded() else { return }
            perform(action, slot, now: now)
        case .sessionEnded(let id): sessionEnded(id, now: now)
        case .disconnect(let id, let closure):
            guard let slot = slot(of: id), let action = connections[slot]?.session.disconnected(closure) else { return }
            perform(action, slot, now: now)
        }
    }

    mutating func post(_ message: ShardMessage, to loop: UInt16, now: Moment) {
        if loop == self.loop {
            received(message, now: now)
        } else {
            actions.append(.post(message, loop: Int(loop)))
        }
    }

    private mutating func deliveryRefused(_ refusal: DeliveryRefusal, now: Moment) {
        // A caller that was already told that the callee is gone need not hear it twice.
        if refusal.isRequest, !openRequests.close(.init(caller: refusal.sender, id: refusal.id)) { return }
        guard let slot = slot(of: refusal.sender), let agent = connections[slot]?.agent else { return }
        var report = ErrorReport(refusal.error)
        report.retryAfter = refusal.retryAfter
        send(Reply(to: agent.did, answering: refusal.id, .error(report)), to: slot, now: now)
    }

    /// A session is over: this loop's agents that wait for its answers hear of it.
    mutating func sessionEnded(_ callee: ConnectionID, now: Moment) {
        for key in openRequests.calleeEnded(callee) {
            guard let slot = slot(of: key.caller), let agent = connections[slot]?.agent else { continue }
            let report = ErrorReport(code: .outcomeUnknown, message: "the agent left before it answered")
            send(Reply(to: agent.did, answering: key.id, .error(report)), to: slot, now: now)
        }
    }
}
