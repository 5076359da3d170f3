// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

// Descriptions and candidates, in both directions.

extension PeerSession {
    /// How many candidates are kept for a description that did not come yet.
    private static let earlyCandidateLimit = 64
    /// How long our candidates may take to the peer, by a gateway far away.
    private static let candidateHoldTime = Duration.milliseconds(500)

    /// Runs `body` when servers are known, which it may have to wait for.
    private func whenReady(_ body: @escaping (ICESettings) throws(PeerConnectionError) -> Void) {
        guard let connection, !isOver else { return }
        if let settings = servers.settings { return run(body, settings) }
        servers.wait(for: connection) { [weak self] in
            if let self, !isOver, let settings = servers.settings { run(body, settings) }
        }
    }

    private func run(_ body: (ICESettings) throws(PeerConnectionError) -> Void, _ settings: ICESettings) {
        do throws(PeerConnectionError) { try body(settings) } catch { fail(error) }
    }

    /// The servers' names were looked up.
    func lookedUp(_ settings: ICESettings, of number: Int) {
        for action in servers.finish(settings, of: number) { action() }
    }

    /// Takes other servers, for generations of ICE to come.
    func setServers(_ list: [ICEServer], for connection: PeerConnection) {
        guard !isOver else { return }
        for action in servers.replace(with: list, for: connection) { action() }
    }

    /// Offers, now or after the exchange that is going on.
    func negotiate() {
        if !isOver, negotiation.needed() { offer() }
    }

    func restartICE() {
        guard !isOver, !isBeyondRepair, remote != nil || ice.newest != nil else { return }
        if state == .failed || state == .disconnected {
            negotiation.startAnew()
            offer()
        } else {
            negotiate()
        }
    }

    /// The addresses of this machine changed.
    func networkChanged() {
        guard let agent = ice.newest, configuration.localAddresses.isEmpty else { return }
        let current = LocalAddresses.current()
        guard Set(current) != Set(agent.addresses), !current.isEmpty else { return }
        restartICE()
    }

    /// Every offer begins a generation of ICE: the first one, or a restart.
    private func offer() {
        beganConnecting()
        whenReady { [self] settings throws(PeerConnectionError) in
            // Another offer may have come meanwhile, and have been answered.
            guard negotiation.state == .offering else { return }
            let agent = try ice.begin(settings, isControlling: true)
            try prepareDTLS()
            send(description(.offer, of: agent, setup: .actpass, like: remote))
            beganGathering(settings)
            try agent.gather()
        }
    }
}

// MARK: - The peer's

extension PeerSession {
    func receive(_ description: SessionDescription) throws(PeerConnectionError) {
        guard !isOver else { throw Self.closedError }
        if let remote, !Set(description.fingerprints).isSubset(of: remote.fingerprints) {
            throw PeerConnectionError(.invalidDescription, "the peer changed its certificate")
        }
        switch description.kind {
        case .offer:
            guard negotiation.receivedOffer() != .ignore else { return }
            beganConnecting()
            whenReady { [self] settings throws(PeerConnectionError) in
                try answer(description, settings)
                if negotiation.takeAnother() { offer() }
            }
        case .answer:
            guard negotiation.receivedAnswer(), let agent = ice.newest else { return }
            settleRole(isClient: description.setup == .passive)
            use(description, agent)
            if negotiation.takeAnother() { offer() }
        }
    }

    private func answer(_ offer: SessionDescription, _ settings: ICESettings) throws(PeerConnectionError) {
        let isRestart = offer.credentials != remote?.credentials
        let agent: ICEAgent
        var mustGather = false
        var mustTellAgain = false
        if let unused = ice.next, !unused.hasRemote {
            // An offer of ours that was taken back leaves an agent that the peer has not heard of.
            unused.setControlling(offer.isLite)
            agent = unused
            mustTellAgain = true
        } else if !isRestart, let newest = ice.newest {
            agent = newest
        } else {
            agent = try ice.begin(settings, isControlling: offer.isLite)
            mustGather = true
        }
        try prepareDTLS()
        settleRole(isClient: offer.setup != .active)
        send(description(.answer, of: agent, setup: isClient ? .active : .passive, like: offer))
        if isRestart || !agent.hasRemote {
            if path != nil, state == .connected { holdCandidates() }
            use(offer, agent)
        } else {
            remote = offer
        }
        // What was told with the offer that was taken back was ignored with it.
        if mustTellAgain { tellCandidates(of: agent) }
        guard mustGather else { return }
        beganGathering(settings)
        try agent.gather()
    }

    private func use(_ description: SessionDescription, _ agent: ICEAgent) {
        remote = description
        agent.setRemote(description.credentials)
        let end = description.hasAllCandidates ? [ICECandidate.endOfCandidates] : []
        earlyCandidates.insert(contentsOf: description.candidates + end, at: 0)
        addEarlyCandidates()
        startDTLS()
    }

    private func addEarlyCandidates() {
        guard candidateHold == nil, let agent = ice.newest, agent.hasRemote else { return }
        let early = earlyCandidates
        earlyCandidates = []
        for candidate in early { add(candidate, to: agent) }
    }

    /// Waits with checks of a path that is there to replace a good one, so that our candidates arrive before them.
    ///
    /// A check from an address that the peer does not know yet makes a pair of lower priority than the one in use, and
    /// Chromium drops such a pair for good beside a good one: it would never take the new path. The peer's own checks
    /// are answered meanwhile.
    private func holdCandidates() {
        if let candidateHold { loop.cancel(candidateHold) }
        candidateHold = loop.schedule(after: Self.candidateHoldTime) { [weak self] in
            self?.candidateHold = nil
            self?.addEarlyCandidates()
        }
    }

    func receive(_ candidate: ICECandidate) {
        guard !isOver, earlyCandidates.count < Self.earlyCandidateLimit else { return }
        earlyCandidates.append(candidate)
        addEarlyCandidates()
    }

    private func add(_ candidate: ICECandidate, to agent: ICEAgent) {
        // One of another generation is of no use to this one.
        if let name = candidate.credentialName, name != remote?.credentialName { return }
        if candidate.isEndOfCandidates { agent.endRemoteCandidates() } else { agent.addRemote(candidate) }
    }
}

// MARK: - Ours

extension PeerSession {
    private func send(_ description: SessionDescription) {
        tell { $0.connection($1, send: description) }
    }

    func send(_ candidate: ICECandidate) {
        var candidate = candidate
        if !candidate.isEndOfCandidates {
            if candidate.kind == .host, configuration.candidatePolicy != .all { return }
            candidate.credentialName = ice.newest?.credentials.name
            candidateKinds.insert(candidate.kind)
        }
        tell { $0.connection($1, send: candidate) }
    }

    private func tellCandidates(of agent: ICEAgent) {
        for candidate in agent.candidates { send(candidate) }
        if agent.isGathered { send(.endOfCandidates) }
    }

    /// A description of ours; its sections are those of the peer's, if there is one.
    private func description(
        _ kind: SessionDescription.Kind,
        of agent: ICEAgent,
        setup: SessionDescription.Setup,
        like other: SessionDescription?
    ) -> SessionDescription {
        version += 1
        var description = SessionDescription(
            kind: kind,
            sessionID: sessionID,
            version: version,
            mid: other.map(\.mid) ?? "0",
            credentialName: agent.credentials.name,
            password: agent.credentials.password,
            fingerprints: [certificate.fingerprint],
            setup: setup,
            sctpPort: Self.sctpPort,
            maximumMessageByteCount: configuration.maximumMessageByteCount
        )
        if let other {
            description.isBundled = other.isBundled
            description.unusedBefore = other.unusedBefore
            description.unusedAfter = other.unusedAfter
        }
        return description
    }
}

extension PeerConnection {
    /// The servers' names were looked up.
    func lookedUp(_ settings: ICESettings, of number: Int) {
        session.lookedUp(settings, of: number)
    }

    /// The addresses of this machine changed.
    func networkChanged() {
        session.networkChanged()
    }
}

extension SessionDescription {
    /// What names a generation of the peer's ICE.
    var credentials: ICECredentials {
        ICECredentials(name: credentialName, password: password)
    }
}
#endif
