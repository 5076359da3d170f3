// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension ServerLoop {
    /// A handshake was accepted: the connection speaks WebSocket, and gets its challenge.
    func open(_ connection: AgentConnection, _ session: WebSocketSession, hasToken: Bool) {
        let limit = shard.configuration.maximumWaitingByteCount
        session.waterMarks = WaterMarks(high: limit, low: limit / 4)
        let id = shard.connectionOpened(hasToken: hasToken, now: now)
        connection.opened(id, session)
        let slot = Int(id.slot)
        while connections.count <= slot { connections.append(nil) }
        connections[slot] = connection
        connectionCount += 1
        let origin = SessionOrigin(address: connection.address, tokenName: connection.tokenName)
        context.origins.withLock { $0[id] = origin }
        perform()
    }

    /// A text message arrived.
    func received(_ text: Span<UInt8>, on id: ConnectionID) {
        let now = now
        shard.received(text, on: id, now: now)
        perform(relaying: text, now: now)
    }

    /// More waits for an agent than may.
    func outputFilled(_ id: ConnectionID) {
        shard.outputFilled(id)
    }

    /// What waits for an agent is little again.
    func outputDrained(_ id: ConnectionID) {
        shard.outputDrained(id, now: now)
        perform()
    }

    /// A connection is gone, whoever ended it.
    ///
    /// - Returns: whether it had registered.
    func connectionEnded(_ id: ConnectionID, output: OutputGauge, _ closure: WebSocketClosure) -> Bool {
        connections[Int(id.slot)] = nil
        connectionCount -= 1
        context.origins.withLock { _ = $0.removeValue(forKey: id) }
        cells.add(to: .connectionsClosed(closure.closeCode?.value))
        let code = closure.closeCode.map { CloseCode(received: $0.value) }
        let wasAuthenticated = shard.connectionClosed(id, output: output, code: code, now: now)
        perform()
        context.logger.log(
            .debug,
            "connection_closed",
            [
                ("connection", .text(id.description)), ("code", code.logValue),
                ("registered", .truth(wasAuthenticated)),
            ]
        )
        reportDrained()
        return wasAuthenticated
    }

    // MARK: - Slow consumers

    /// Looks, at intervals, at the connections that had output since the last time.
    func scheduleInspection() {
        loop.schedule(after: Self.inspectionInterval) { [weak self] in
            guard let self else { return }
            inspect()
            scheduleInspection()
        }
    }

    private func inspect() {
        var inspected: [ConnectionID] = []
        swap(&inspected, &watched)
        for id in inspected {
            guard let connection = connection(id) else { continue }
            guard let progress = connection.lastWriteProgress else {
                connection.isWatched = false
                continue
            }
            watched.append(id)
            guard loop.now - progress >= context.settings.stallTimeout else { continue }
            shard.consumerStalled(id, output: connection.output, now: now)
        }
        perform()
        recordMetrics()
    }

    // MARK: - Draining

    /// Takes nobody new, tells the agents to leave, and calls `onDrained` when they have.
    func beginDraining(onDrained: @escaping () -> Void) {
        self.onDrained = onDrained
        shard.beginDraining(spread: context.settings.drainSpread, now: now)
        perform()
        reportDrained()
    }

    /// Closes every agent's connection at once; the drain that has begun is over when they are gone.
    func stop() {
        shard.stop(now: now)
        perform()
    }

    private func reportDrained() {
        guard connectionCount == 0, let onDrained else { return }
        self.onDrained = nil
        onDrained()
    }

    /// How often slow consumers are looked for, and metrics brought up to date.
    private static let inspectionInterval = Duration.seconds(1)
}

extension WebSocketClosure {
    /// The code that was sent or received.
    var closeCode: WebSocketCloseCode? {
        switch self {
        case .received(let reason), .sent(let reason): reason.code
        case .failed(let error): error.closeCode
        case .cutOff: nil
        }
    }
}
