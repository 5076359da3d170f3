// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// What a ``PeerLink`` tells the agent, on the loop.
protocol PeerLinkDelegate: AnyObject {
    /// STUN and TURN servers whose credentials are good for a while.
    func link(_ link: PeerLink, needsServers use: @escaping ([ICEServer]) -> Void)
    /// A verified message came over the direct path.
    func link(_ link: PeerLink, delivered envelope: Envelope, over path: DirectPath)
    /// Messages may take the direct path from now on.
    func link(_ link: PeerLink, opened path: DirectPath)
    /// Messages take the relay from now on; what the direct path had may be lost.
    func link(_ link: PeerLink, lost path: DirectPath)
    /// The direct path has room again.
    func linkHasRoom(_ link: PeerLink)
    /// Checks a text of the peer's.
    func link(_ link: PeerLink, verify text: Span<UInt8>) throws(ProtocolError) -> Envelope
    /// Answers a text that was refused.
    func link(_ link: PeerLink, refuse text: Span<UInt8>, _ error: ProtocolError, over path: DirectPath)
    /// Worth telling, nothing to do.
    func link(_ link: PeerLink, reported error: any Error)
}

/// The direct path to one agent, from the first offer to the end: the shell of ``DirectPathStateMachine``.
///
/// Belongs to the loop.
final class PeerLink {
    let did: DID
    let post: Post
    var machine = DirectPathStateMachine()
    private let factory: any DirectTransportFactory
    private unowned let delegate: any PeerLinkDelegate
    private var transport: (any DirectTransport)?
    private(set) var path: DirectPath?
    private var proofID: MessageID?
    /// The peer's offer, until it is answered.
    private var unanswered: MessageID?
    private var timer: TimerID?
    private var watchTimer: TimerID?
    private let waiters = Waiters()
    /// When the peer was last heard on the channel.
    private var lastHeard: LoopInstant
    private var probe: LoopInstant?

    /// How often an open path is looked at while it is in use.
    private static let watchPeriod = Duration.seconds(1)
    /// A path that was silent for this long, though it was used, is asked for a sign of life.
    private static let silenceBeforeProbe = Duration.seconds(2)
    /// When none comes in this time, messages take the relay.
    private static let probeTimeout = Duration.seconds(2)
    /// A path that does not come back in this time is given up.
    private static let longestSilence = Duration.seconds(20)
    /// A path that nobody used for this long is closed.
    private static let longestIdleness = Duration.seconds(600)

    init(to did: DID, _ post: Post, _ factory: any DirectTransportFactory, _ delegate: any PeerLinkDelegate) {
        self.did = did
        self.post = post
        self.factory = factory
        self.delegate = delegate
        lastHeard = post.loop.now
    }

    /// Whether this side gives way when both offer at once: the smaller DID does.
    private var isPolite: Bool { post.key.did.description < did.description }

    private var now: LoopInstant { post.loop.now }

    /// The path, while messages may take it.
    var openPath: DirectPath? { machine.isOpen ? path : nil }

    /// Whether there is nothing left of the link but the memory of failures.
    var isIdle: Bool { transport == nil }

    // MARK: - Beginning

    /// A call is made: begins to connect when that pays.
    func called(_ demand: DirectPathStateMachine.Demand, isInsisting: Bool = false) {
        guard machine.called(demand, isInsisting: isInsisting, now: now) else { return }
        machine.began(now: now)
        arm()
        delegate.link(self, needsServers: { [weak self] servers in self?.begin(servers) })
    }

    private func begin(_ servers: [ICEServer]) {
        // The peer's offer may have come meanwhile: it is answered, and one is enough.
        guard case .negotiating = machine.phase, machine.offer == nil, transport == nil else { return }
        do throws(DirectPathFailure) {
            try makeTransport(servers).begin()
        } catch {
            end(error)
        }
    }

    private func makeTransport(_ servers: [ICEServer]) throws(DirectPathFailure) -> any DirectTransport {
        let transport = try factory.makeTransport(isPolite: isPolite, servers: servers)
        transport.delegate = self
        self.transport = transport
        return transport
    }

    /// Waits until the path is open or not to be had; called on the loop.
    ///
    /// - Returns: why it is not to be had.
    /// - Throws: `CancellationError`.
    func settled() async throws -> DirectPathFailure? {
        while true {
            switch machine.phase {
            case .open: return nil
            case .failed(let failure, _): return failure
            case .idle: return .signallingFailed
            case .negotiating, .proving, .suspended: try await waiters.wait()
            }
        }
    }

    // MARK: - Signalling

    /// The peer's offer came.
    func received(_ offer: Offer, _ id: MessageID) {
        guard machine.receivedOffer(id, isPolite: isPolite) else { return }
        earlyCandidates = []
        guard let transport else { return prepareAnswer(offer, id) }
        transport.receive(offer: offer.sdp) { [weak self] _ in
            guard let self, self.transport === transport, machine.offer == id else { return }
            // Another process: nothing of the old connection is of use to it, but the candidates that came since.
            let candidates = earlyCandidates
            end(nil)
            earlyCandidates = candidates
            prepareAnswer(offer, id)
        }
    }

    private func prepareAnswer(_ offer: Offer, _ id: MessageID) {
        machine.began(now: now)
        _ = machine.receivedOffer(id, isPolite: true)
        unanswered = id
        arm()
        delegate.link(self, needsServers: { [weak self] servers in self?.answer(offer, id, servers) })
    }

    private func answer(_ offer: Offer, _ id: MessageID, _ servers: [ICEServer]) {
        guard machine.offer == id, transport == nil else { return }
        do throws(DirectPathFailure) {
            let transport = try makeTransport(servers)
            transport.receive(offer: offer.sdp) { [weak self] failure in self?.end(failure) }
            for candidate in earlyCandidates { transport.receive(candidate) }
        } catch {
            end(error)
        }
    }

    /// The peer's answer came.
    func received(_ answer: Answer, to id: MessageID?) {
        if machine.receivedAnswer(to: id) { transport?.receive(answer: answer.sdp) }
    }

    /// A candidate of the peer's came.
    func received(_ candidate: ICECandidateMessage, for id: MessageID?) {
        guard machine.acceptsCandidate(for: id) else { return }
        if earlyCandidates.count < Self.candidateLimit { earlyCandidates.append(candidate) }
        transport?.receive(candidate)
    }

    /// How many candidates are kept.
    private static let candidateLimit = 64
    /// Candidates that belong to the offer in force, for a transport that is yet to be made.
    private var earlyCandidates: [ICECandidateMessage] = []

    /// Our offer was refused.
    ///
    /// - Returns: whether it was ours.
    func refused(_ id: MessageID, _ report: ErrorReport) -> Bool {
        guard machine.isOfferInForce(id) else { return false }
        let reason = report.details?["reason"]?.string.flatMap(DirectPathFailure.init)
        end(reason ?? .signallingFailed)
        return true
    }

    /// Tells the peer at once, which would otherwise wait for an answer.
    private func refuse(_ offer: MessageID, _ failure: DirectPathFailure) {
        let error = ProtocolError(.peerToPeerUnavailable, failure.summary, reason: failure.rawValue)
        post.sendQuietly(.error(ErrorReport(error)), to: did, over: post.relay, answering: offer)
    }

    private func signal(_ payload: Payload, id: MessageID? = nil, answering offer: MessageID? = nil) {
        do throws(CallError) {
            try post.send(payload, id: id ?? post.makeID(), to: did, over: post.relay, answering: offer)
        } catch {
            delegate.link(self, reported: error)
        }
    }

    /// Other servers, or other credentials, are to be used from now on.
    func use(_ servers: [ICEServer]) {
        transport?.use(servers)
    }

    // MARK: - Ends

    /// Ends the connection: in order, with `nil`.
    ///
    /// - Parameters:
    ///   - failure: why.
    ///   - completion: called when what was sent has left, or cannot any more.
    func end(_ failure: DirectPathFailure?, _ completion: @escaping () -> Void = {}) {
        let path = path
        let wasUsed = machine.isOpen
        let transport = transport
        self.transport = nil
        transport?.delegate = nil
        self.path = nil
        proofID = nil
        earlyCandidates = []
        if let unanswered, let failure { refuse(unanswered, failure) }
        unanswered = nil
        machine.ended(failure, now: now)
        arm()
        if let watchTimer { post.loop.cancel(watchTimer) }
        watchTimer = nil
        if let path, wasUsed { delegate.link(self, lost: path) }
        waiters.resumeAll()
        if let transport { transport.close(completion) } else { completion() }
    }

    private func arm() {
        if let timer { post.loop.cancel(timer) }
        timer = machine.deadline.map { deadline in
            post.loop.schedule(at: deadline) { [weak self] in
                guard let self else { return }
                timer = nil
                if let failure = machine.timerFired(now: now) { end(failure) }
            }
        }
    }
}

// MARK: - The channel

extension PeerLink: DirectTransportDelegate {
    func transport(sendOffer sdp: String) {
        let id = post.makeID()
        machine.offered(id)
        signal(.offer(Offer(sdp: sdp)), id: id)
    }

    func transport(sendAnswer sdp: String) {
        unanswered = nil
        signal(.answer(Answer(sdp: sdp)), answering: machine.offer)
    }

    func transport(send candidate: ICECandidateMessage) {
        signal(.iceCandidate(candidate), answering: machine.offer)
    }

    func transportOpened() {
        guard path == nil, let transport, let remote = transport.remoteFingerprint else { return }
        machine.channelOpened(now: now)
        arm()
        let path = DirectPath(transport, post.signer, on: post.loop)
        self.path = path
        let id = post.makeID()
        proofID = id
        let nonce = DirectProof.nonce(sender: transport.localFingerprint, receiver: remote)
        do throws(CallError) {
            try post.send(.ping(Heartbeat(nonce: nonce)), id: id, to: did, over: path, answering: machine.offer)
        } catch {
            end(.dtlsFailed)
        }
    }

    func transport(received text: Span<UInt8>) {
        guard let path else { return }
        path.received()
        lastHeard = now
        probe = nil
        let envelope: Envelope
        do throws(ProtocolError) {
            envelope = try delegate.link(self, verify: text)
        } catch {
            delegate.link(self, refuse: text, error, over: path)
            if case .proving = machine.phase { end(.fingerprintMismatch) }
            return
        }
        switch machine.phase {
        case .proving(let isPeerProved, _): receivedWhileProving(envelope, isPeerProved, path)
        case .suspended:
            machine.resumed()
            delegate.link(self, opened: path)
            delegate.link(self, delivered: envelope, over: path)
        case .open: delegate.link(self, delivered: envelope, over: path)
        case .idle, .negotiating, .failed: break
        }
    }

    private func receivedWhileProving(_ envelope: Envelope, _ isPeerProved: Bool, _ path: DirectPath) {
        if isPeerProved {
            guard case .pong = envelope.payload, envelope.correlationID == proofID else { return }
            machine.receivedAcknowledgement()
        } else {
            guard machine.receivedProof(of: envelope.correlationID, isRight: isProof(envelope)) else {
                let error = ProtocolError(.identityMismatch, "the first message proves who it is from")
                post.sendQuietly(.error(ErrorReport(error)), to: did, over: path, answering: envelope.id)
                return end(.fingerprintMismatch)
            }
            guard case .ping(let ping) = envelope.payload else { return }
            let pong = Heartbeat(sequence: ping.sequence, nonce: ping.nonce)
            post.sendQuietly(.pong(pong), to: did, over: path, answering: envelope.id)
        }
        guard machine.isOpen else { return }
        arm()
        watch()
        delegate.link(self, opened: path)
        waiters.resumeAll()
    }

    private func isProof(_ envelope: Envelope) -> Bool {
        guard let transport, let remote = transport.remoteFingerprint, case .ping(let ping) = envelope.payload else {
            return false
        }
        return ping.nonce == DirectProof.nonce(sender: remote, receiver: transport.localFingerprint)
    }

    func transportDrained() {
        path?.flush()
        if path?.takeRoomDebt() ?? false { delegate.linkHasRoom(self) }
    }

    func transportEnded(_ failure: DirectPathFailure?) {
        end(failure)
    }

    // MARK: - Silence

    /// Looks at the path now and then: whether it is used, and whether it still answers.
    private func watch() {
        watchTimer = post.loop.schedule(after: Self.watchPeriod) { [weak self] in
            guard let self, let path else { return }
            look(at: path)
            if self.path != nil { watch() }
        }
    }

    private func look(at path: DirectPath) {
        let silence = now - lastHeard
        if silence > Self.longestIdleness, now - path.lastUse > Self.longestIdleness { return end(nil) }
        switch machine.phase {
        case .open:
            if let probe, now - probe > Self.probeTimeout {
                machine.suspended()
                delegate.link(self, lost: path)
                transport?.restart()
            } else if probe == nil, let question = path.lastQuestion, question >= lastHeard,
                silence > Self.silenceBeforeProbe
            {
                // What was sent in the turn of the last message heard counts: it may be the last of a full window.
                probe = now
                post.sendQuietly(.ping(Heartbeat()), to: did, over: path)
            }
        case .suspended where silence > Self.longestSilence: end(.iceTimeout)
        default: break
        }
    }
}
