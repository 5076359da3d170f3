// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension ServerContext {
    /// What administrators are told of the gateway as a whole.
    func report(_ server: GatewayServer?, now: Moment) -> JSONObject {
        var report = GatewayReport(state, now: now).json
        report["status"] = isDraining ? "draining" : "ok"
        report["version"] = .string(GatewayVersion.current)
        report["did"] = .string(state.rules.gateway.description)
        report["loops"] = .number(exactly: cells.count)
        report["listen"] = .array((server?.addresses ?? []).map { .string($0.description) })
        report["public_urls"] = .array(settings.publicURLs.map { .string($0.description) })
        return report
    }

    /// One session, with what only administrators see.
    func session(of did: DID) -> HTTPResponse {
        guard let record = state.registry.withLock({ $0.record(of: did.publicKey) }) else {
            return .session(nil, offering: [:])
        }
        let description = record.json
        return .session(sessions([(record, description)])[0], offering: description)
    }

    /// A page of the sessions, with what only administrators see.
    func sessions(_ listing: AgentListing) -> HTTPResponse {
        let page = state.registry.withLock { listing.page(of: $0) }
        let matches = listing.makeFilter()
        var shown: [(AgentRecord, JSONObject)] = []
        var last: PublicKey?
        for record in page.records {
            guard shown.count < listing.limit else { break }
            let description = record.json
            if matches(description) { shown.append((record, description)) }
            last = record.key
        }
        let isComplete = page.isLast && last == page.records.last?.key
        return .sessions(sessions(shown), cursor: isComplete ? nil : last.map { DID($0) })
    }

    private func sessions(_ agents: [(AgentRecord, JSONObject)]) -> [AdminSession] {
        let origins = origins.withLock { origins in agents.map { origins[$0.0.connection] } }
        let waiting = waiting.map { $0.withLock { $0 } }
        return zip(agents, origins).map { agent, origin in
            let (record, description) = agent
            return AdminSession(
                did: DID(record.key),
                name: description["name"]?.string,
                address: origin?.address ?? IPAddress(high: 0, low: 0),
                connectedAt: record.connectedAt,
                lastActivity: record.lastActivity.wall,
                epoch: record.epoch,
                waitingByteCount: waiting[Int(record.connection.loop)][record.connection] ?? 0,
                token: origin?.tokenName
            )
        }
    }
}
