// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension ServerLoop {
    /// A connection was accepted: it is counted, and then asked what it wants.
    func accepted(_ channel: any ByteChannel) {
        // A socket that was accepted has one.
        let peer = channel.peerAddress?.address ?? IPAddress(high: 0, low: 0)
        let ticket: ConnectionTicket
        do throws(ConnectionCensus.Refusal) {
            ticket = try ConnectionTicket(context.state, for: context.forwarding.isTrusted(peer) ? nil : peer)
        } catch {
            cells.add(to: .connectionsRefused(error.label))
            return turnAway(channel)
        }
        cells.add(to: .connectionsOpened)
        let connection = AcceptedConnection(on: self, peer: peer, ticket)
        let session = HTTPServerSession(channel, configuration: context.http) { connection.answer($0, $1) }
        session.onRefused = { [cells] error in
            cells.add(to: .httpRequests(.other, StatusLabel(error.status.code)))
        }
        session.start()
    }

    /// Tells a connection over a bound why, if there are not too many of those as well.
    private func turnAway(_ channel: any ByteChannel) {
        guard turnedAwayCount < Self.maximumTurnedAwayCount else { return channel.abort() }
        var configuration = context.http
        configuration.maximumRequestCount = 1
        configuration.headTimeout = Self.patience
        configuration.bodyTimeout = Self.patience
        configuration.idleTimeout = Self.patience
        let place = TurnedAway(self)
        let session = HTTPServerSession(channel, configuration: configuration) { _, exchange in
            place.loop.respond(.full, to: exchange, for: .other)
        }
        session.start()
    }

    /// A connection over a bound, as long as it is there.
    private final class TurnedAway {
        let loop: ServerLoop

        init(_ loop: ServerLoop) {
            self.loop = loop
            loop.turnedAwayCount += 1
        }

        deinit {
            loop.turnedAwayCount -= 1
        }
    }

    /// Sends an answer and counts it.
    func respond(_ response: HTTPResponse, to exchange: HTTPExchange, for label: EndpointLabel) {
        cells.add(to: .httpRequests(label, StatusLabel(response.status.code)))
        exchange.respond(response)
    }

    /// The answer to a request that only looks.
    func response(to endpoint: HTTPEndpoint) -> HTTPResponse {
        let isDraining = context.isDraining
        switch endpoint {
        case .health:
            let count = context.state.registry.withLock { $0.count }
            return .health(isDraining: isDraining, agentCount: count, now: now.wall)
        case .ready: return .ready(isDraining: isDraining)
        case .agents(let listing):
            return .agents(listing.result(context.state.registry.withLock { listing.page(of: $0) }))
        case .metrics:
            recordMetrics()
            return .metrics(context.metricsText())
        case .webSocket, .admin: preconditionFailure("\(endpoint.label) does more than look")
        }
    }

    private static let maximumTurnedAwayCount = 256
    private static let patience = Duration.seconds(2)
}

extension ServerContext {
    /// What a scrape of `/metrics` shows.
    func metricsText() -> [UInt8] {
        var samples = ProcessSample.take()
        samples[.agents] = Double(state.registry.withLock { $0.count })
        samples[.deniedAgents] = Double(state.admission.withLock { $0.denied.count })
        samples[.replayBytes] = Double(state.replay.byteCount)
        let backlog = logger.backlog()
        samples[.logWaitingBytes] = Double(backlog.waitingByteCount)
        samples[.logDropped] = Double(backlog.droppedCount)
        samples[.isDraining] = isDraining ? 1 : 0
        let start = state.startedAt.wall
        samples[.processStart] = Double(start.millisecondsSinceEpoch) / 1_000
        return MetricsText.render(
            loops: cells,
            samples: samples,
            information: [("did", state.rules.gateway.description), ("version", GatewayVersion.current)]
        )
    }
}
