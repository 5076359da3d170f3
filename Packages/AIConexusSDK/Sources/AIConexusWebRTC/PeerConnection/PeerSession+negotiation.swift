// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

// Descriptions and candidates, in both directions.

extension PeerSession {
    /// How many candidates are kept for a description that did not come yet.
    private static let earlyCandidateLimit = 64

    /// Offers, now or after the exchange that is going on.
    func negotiate() {
        guard !isOver else { return }
        if negotiation.needed() { offer() }
    }

    func restartICE() {
        guard !isOver, remote != nil, !channels.isOver else { return }
        negotiate()
    }

    /// Every offer begins a generation of ICE: the first one, or a restart.
    private func offer() {
        setState(.connecting)
        setDeadline()
        do throws(PeerConnectionError) {
            let agent = try ice.begin(settings, isControlling: true)
            try prepareDTLS()
            send(description(.offer, of: agent, setup: .actpass))
            try agent.gather()
        } catch {
            fail(error)
        }
    }

    func receive(_ description: SessionDescription) throws(PeerConnectionError) {
        guard !isOver else { throw PeerConnectionError(.closed, "the connection is closed") }
        if let remote, !Set(description.fingerprints).isSubset(of: remote.fingerprints) {
            throw PeerConnectionError(.invalidDescription, "the peer changed its certificate")
        }
        switch description.kind {
        case .offer: try receive(offer: description)
        case .answer:
            guard negotiation.receivedAnswer() else { return }
            receive(answer: description)
        }
        if negotiation.takeAnother() { offer() }
    }

    private func receive(offer: SessionDescription) throws(PeerConnectionError) {
        switch negotiation.receivedOffer() {
        case .ignore: return
        case .takeBackAndAnswer, .answer: try answer(offer)
        }
    }

    private func answer(_ offer: SessionDescription) throws(PeerConnectionError) {
        let isRestart = offer.credentials != remote?.credentials
        setDeadlineIfNeeded(isRestart)
        // An offer of ours that was taken back leaves an agent that the peer has not heard of.
        let agent: ICEAgent
        let mustGather: Bool
        if let unused = ice.next, !unused.hasRemote {
            unused.setControlling(offer.isLite)
            (agent, mustGather) = (unused, false)
        } else if !isRestart, let newest = ice.newest {
            (agent, mustGather) = (newest, false)
        } else {
            agent = try ice.begin(settings, isControlling: offer.isLite)
            mustGather = true
        }
        try prepareDTLS()
        settleRole(isClient: offer.setup != .active)
        send(description(.answer, of: agent, setup: isDTLSClient ? .active : .passive))
        if isRestart || !agent.hasRemote { use(offer, agent) } else { remote = offer }
        guard mustGather else { return }
        do throws(PeerConnectionError) { try agent.gather() } catch { fail(error) }
    }

    private func receive(answer: SessionDescription) {
        guard let agent = ice.newest else { return }
        settleRole(isClient: answer.setup == .passive)
        use(answer, agent)
    }

    private func setDeadlineIfNeeded(_ isRestart: Bool) {
        guard isRestart else { return }
        if state != .connected { setState(.connecting) }
        setDeadline()
    }

    private func use(_ description: SessionDescription, _ agent: ICEAgent) {
        remote = description
        agent.setRemote(description.credentials)
        let early = earlyCandidates
        earlyCandidates = []
        for candidate in description.candidates + early { add(candidate, to: agent) }
        if description.hasAllCandidates { agent.endRemoteCandidates() }
        startDTLS()
    }

    func receive(_ candidate: ICECandidate) {
        guard !isOver else { return }
        guard let agent = ice.newest, agent.hasRemote else {
            if earlyCandidates.count < Self.earlyCandidateLimit { earlyCandidates.append(candidate) }
            return
        }
        add(candidate, to: agent)
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
        if candidate.kind == .host, !candidate.isEndOfCandidates, configuration.candidatePolicy != .all { return }
        candidate.credentialName = ice.newest?.credentials.name
        tell { $0.connection($1, send: candidate) }
    }

    private func description(
        _ kind: SessionDescription.Kind,
        of agent: ICEAgent,
        setup: SessionDescription.Setup
    ) -> SessionDescription {
        version += 1
        return SessionDescription(
            kind: kind,
            mid: remote?.mid ?? "0",
            credentialName: agent.credentials.name,
            password: agent.credentials.password,
            isLite: false,
            fingerprints: [certificate.fingerprint],
            setup: setup,
            sctpPort: Self.sctpPort,
            maximumMessageByteCount: configuration.maximumMessageByteCount,
            candidates: [],
            hasAllCandidates: false,
            version: version
        )
    }

    private var settings: ICESettings {
        ICESettings(
            localAddresses: configuration.localAddresses.map(\.description),
            portRange: configuration.portRange,
            isRelayOnly: configuration.candidatePolicy == .relayOnly
        )
    }
}

extension SessionDescription {
    /// What names a generation of the peer's ICE.
    var credentials: ICECredentials {
        ICECredentials(name: credentialName, password: password)
    }
}
#endif
