// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// The conductor of a connection: starts ICE, DTLS, SCTP and the channel table one after the other, and stops them from
/// the top down.
///
/// Belongs to the loop.
final class PeerSession {
    let configuration: PeerConnectionConfiguration
    let certificate: Certificate
    let loop: EventLoop
    let ice: ICETransport
    let channels: DataChannelTable
    var negotiation: NegotiationStateMachine
    var servers: ServerLookup
    private(set) var delegate: (any PeerConnectionDelegate)?
    /// Set by the first use; the connection and the session keep each other until the end.
    private(set) var connection: PeerConnection?
    private(set) var state = PeerConnection.State.new
    private(set) var failure: PeerConnectionError?
    /// What the connection had carried when its association ended.
    private(set) var last = PeerConnectionStatistics()

    /// The peer's description in use, whose credentials belong to the newest generation of ICE.
    var remote: SessionDescription?
    /// Candidates that came before the description they belong to.
    var earlyCandidates: [ICECandidate] = []
    /// Set while candidates are kept though their description has come.
    var candidateHold: TimerID?
    /// Counts our descriptions.
    var version: UInt64 = 0
    /// Names our session; of 62 bits, as RFC 9429 §5.2.1 asks.
    let sessionID = UInt64.random(in: 0..<1 << 62)
    private(set) var dtls: DTLSTransport?
    /// Which end of the handshake we are; settled by the first answer.
    private(set) var isClient = false
    private var deadline: TimerID?
    private var networkWatch: NetworkMonitor.Watch?
    private var diagnosis: ServerDiagnosis?
    /// The kinds of candidates of the newest generation that the peer was told.
    var candidateKinds: Set<ICECandidate.Kind> = []

    /// The port of SCTP on this side, as everybody uses it.
    static let sctpPort: UInt16 = 5_000
    /// How long a close waits for TURN servers.
    private static let closeTimeout = Duration.seconds(2)

    init(
        _ configuration: PeerConnectionConfiguration,
        isPolite: Bool,
        certificate: Certificate,
        on loop: EventLoop,
        delegate: any PeerConnectionDelegate
    ) {
        self.configuration = configuration
        self.certificate = certificate
        self.loop = loop
        self.delegate = delegate
        ice = ICETransport(configuration, on: loop)
        channels = DataChannelTable(
            on: loop,
            maximumChannelCount: configuration.maximumChannelCount,
            maximumMessageByteCount: configuration.maximumMessageByteCount
        )
        negotiation = NegotiationStateMachine(isPolite: isPolite)
        servers = ServerLookup(configuration.servers)
    }

    var remoteFingerprint: Fingerprint? { dtls?.peerFingerprint }
    var path: PeerPath? { ice.path }
    var isOver: Bool { state == .closed }
    /// Whether the layers above the path have ended, so that no other path can help.
    var isBeyondRepair: Bool { channels.isOver }

    /// The connection was used for the first time.
    func activate(_ connection: PeerConnection) {
        guard self.connection == nil, !isOver else { return }
        self.connection = connection
        ice.delegate = self
        channels.delegate = self
        if configuration.restartsAutomatically {
            networkWatch = NetworkMonitor.watch { [weak connection] in
                connection?.loop.execute { connection?.assumeIsolated { $0.networkChanged() } }
            }
        }
    }

    func open(_ channel: DataChannel) throws(PeerConnectionError) {
        guard !isOver, !isBeyondRepair else { throw failure ?? Self.closedError }
        try channels.add(channel)
        if remote == nil { negotiate() }
    }

    func tell(_ body: (any PeerConnectionDelegate, PeerConnection) -> Void) {
        if let delegate, let connection { body(delegate, connection) }
    }

    static var closedError: PeerConnectionError { PeerConnectionError(.closed, "the connection is closed") }
}

// MARK: - State

extension PeerSession {
    private func setState(_ new: PeerConnection.State) {
        guard state != new, !isOver else { return }
        state = new
        cancelDeadline()
        switch new {
        case .connecting: setDeadline(after: configuration.connectTimeout)
        case .disconnected: setDeadline(after: configuration.disconnectedTimeout)
        case .new, .connected, .failed, .closed: break
        }
        tell { $0.connection($1, changed: new) }
    }

    /// A path is looked for.
    func beganConnecting() {
        // With a path in use, another one is looked for beside it.
        guard channels.association?.isConnected != true else { return }
        setState(.connecting)
    }

    /// The peer answers, or does not.
    private func connectednessChanged() {
        guard let association = channels.association, association.isConnected else { return }
        if association.isSilent {
            if state == .connected { setState(.disconnected) }
        } else {
            failure = nil
            setState(.connected)
        }
    }

    /// The path is missing; the layers above stay, for a restart.
    func fail(_ error: PeerConnectionError) {
        guard !isBeyondRepair, !isOver else { return }
        failure = error
        setState(.failed)
    }

    /// No path was found: what servers say may be the reason.
    private func failForWantOfPath(_ error: PeerConnectionError) {
        guard ice.path == nil, let diagnosis else { return fail(error) }
        diagnosis.whenDone { [weak self] in
            guard let self, ice.path == nil else { return }
            fail(PathFailure(verdicts: diagnosis.verdicts, candidateKinds: candidateKinds).error ?? error)
        }
    }

    /// A generation of ICE begins.
    func beganGathering(_ settings: ICESettings) {
        candidateKinds = []
        diagnosis?.cancel()
        diagnosis = ServerDiagnosis(settings.servers, on: loop) { [weak self] in
            guard let self, ice.path == nil else { return false }
            return settings.relays.isEmpty
                ? !candidateKinds.contains(.serverReflexive) : !candidateKinds.contains(.relayed)
        }
    }

    /// A layer above the path has ended: nothing can be mended.
    private func failForGood(_ error: PeerConnectionError) {
        guard !isBeyondRepair, !isOver else { return }
        failure = error
        endChannels(error)
        dtls?.close()
        setState(.failed)
    }

    private func endChannels(_ error: PeerConnectionError) {
        last = channels.association?.statistics ?? last
        channels.end(error)
    }

    private func setDeadline(after time: Duration) {
        deadline = loop.schedule(after: time) { [weak self] in
            guard let self else { return }
            deadline = nil
            deadlinePassed()
        }
    }

    private func deadlinePassed() {
        if ice.path == nil {
            failForWantOfPath(PeerConnectionError(.iceTimeout, "no path to the peer was found in time"))
        } else if state == .disconnected {
            fail(PeerConnectionError(.iceTimeout, "the peer has not answered for too long"))
        } else {
            fail(PeerConnectionError(.dtlsFailed, "the peer did not finish connecting in time"))
        }
    }

    private func cancelDeadline() {
        if let deadline { loop.cancel(deadline) }
        deadline = nil
    }

    /// Ends everything, from the top down.
    func close(_ completion: @escaping () -> Void) {
        guard !isOver else { return completion() }
        end(Self.closedError, completion)
    }

    private func end(_ error: PeerConnectionError, _ completion: @escaping () -> Void) {
        setState(.closed)
        networkWatch = nil
        if let candidateHold { loop.cancel(candidateHold) }
        servers.cancel()
        diagnosis?.cancel()
        endChannels(error)
        dtls?.close()
        let done = Once(completion)
        // A server that does not answer is not waited for.
        let timer = loop.schedule(after: Self.closeTimeout) { done.run() }
        ice.close { [loop] in
            loop.cancel(timer)
            done.run()
        }
        delegate = nil
        connection = nil
    }
}

/// Something that is done at the first of several occasions.
private final class Once {
    private var action: (() -> Void)?

    init(_ action: @escaping () -> Void) {
        self.action = action
    }

    func run() {
        action.take()?()
    }
}

// MARK: - Layers

extension PeerSession {
    /// Makes the transport that keeps early datagrams, when the first generation of ICE begins.
    func prepareDTLS() throws(PeerConnectionError) {
        guard dtls == nil else { return }
        let dtls = try DTLSTransport(certificate, above: ice, on: loop)
        dtls.delegate = self
        self.dtls = dtls
    }

    /// Begins the handshake, once there is a path and a description.
    func startDTLS() {
        guard let dtls, let remote, ice.path != nil, dtls.isIdle else { return }
        dtls.start(as: isClient ? .client : .server, expecting: remote.fingerprints)
    }

    func settleRole(isClient: Bool) {
        if dtls?.isIdle == true { self.isClient = isClient }
    }
}

extension PeerSession: ICETransportDelegate {
    func transport(_ transport: ICETransport, received datagram: Span<UInt8>) {
        dtls?.received(datagram)
    }

    func transport(_ transport: ICETransport, found candidate: ICECandidate) {
        send(candidate)
    }

    func transportGathered(_ transport: ICETransport) {
        send(.endOfCandidates)
        guard candidateKinds.isEmpty, configuration.candidatePolicy == .relayOnly else { return }
        // There is nothing that the peer could reach.
        failForWantOfPath(PeerConnectionError(.noCandidates, "no address was found that the peer may be told"))
    }

    func transport(_ transport: ICETransport, changed state: ICEAgent.State) {
        switch state {
        case .checking: break
        case .connected: startDTLS()
        case .failed: failForWantOfPath(PeerConnectionError(.iceTimeout, "no path to the peer works"))
        }
    }

    func transport(_ transport: ICETransport, selected path: PeerPath) {
        tell { $0.connection($1, changed: path) }
    }

    func transportStopped(_ transport: ICETransport) {
        if !isOver { end(PeerConnectionError(.closed, "the loop was shut down")) {} }
    }
}

extension PeerSession: DTLSTransportDelegate {
    func transportConnected(_ transport: DTLSTransport) {
        guard let remote else { return }
        do throws(PeerConnectionError) {
            let association = try SCTPAssociation(
                above: transport,
                on: loop,
                streamCount: channels.streamCount,
                maximumMessageByteCount: configuration.maximumMessageByteCount
            )
            let limit = remote.maximumMessageByteCount
            channels.start(above: association, isClient: isClient, peerMaximum: limit == 0 ? .max : limit)
            try association.start(from: Self.sctpPort, to: remote.sctpPort)
        } catch {
            failForGood(error)
        }
    }

    func transport(_ transport: DTLSTransport, received packet: Span<UInt8>) {
        channels.association?.received(packet)
    }

    func transport(_ transport: DTLSTransport, ended error: PeerConnectionError?) {
        failForGood(error ?? PeerConnectionError(.closedByPeer, "the peer closed the connection"))
    }
}

extension PeerSession: DataChannelTableDelegate {
    func tableConnected(_ table: DataChannelTable) {
        connectednessChanged()
    }

    func table(
        _ table: DataChannelTable,
        makeChannel label: String,
        _ configuration: DataChannelConfiguration
    ) -> DataChannel? {
        connection.map { DataChannel(label, configuration, of: $0) }
    }

    func table(_ table: DataChannelTable, opened channel: DataChannel) {
        tell { $0.connection($1, opened: channel) }
    }

    func table(_ table: DataChannelTable, becameSilent isSilent: Bool) {
        connectednessChanged()
        if isSilent, configuration.restartsAutomatically { restartICE() }
    }

    func tableLost(_ table: DataChannelTable) {
        failForGood(PeerConnectionError(.closedByPeer, "the peer ended the SCTP association"))
    }
}
#endif
