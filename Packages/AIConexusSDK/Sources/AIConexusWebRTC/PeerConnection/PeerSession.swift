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
    private(set) var delegate: (any PeerConnectionDelegate)?
    /// Set while there is something to be told; the connection and the session keep each other until the end.
    private(set) var connection: PeerConnection?
    private(set) var state = PeerConnection.State.new
    private(set) var failure: PeerConnectionError?

    /// The peer's description in use, whose credentials belong to the newest generation of ICE.
    var remote: SessionDescription?
    /// Candidates that came before the description they belong to.
    var earlyCandidates: [ICECandidate] = []
    /// Counts our descriptions.
    var version: UInt64 = 0
    private var dtls: DTLSTransport?
    private var isClient = false
    private var deadline: TimerID?

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
        ice = ICETransport(on: loop)
        channels = DataChannelTable(
            on: loop,
            maximumChannelCount: configuration.maximumChannelCount,
            maximumMessageByteCount: configuration.maximumMessageByteCount
        )
        negotiation = NegotiationStateMachine(isPolite: isPolite)
    }

    var remoteFingerprint: Fingerprint? { dtls?.peerFingerprint }
    var path: PeerPath? { ice.path }
    var isOver: Bool { state == .closed }

    /// The connection was used for the first time.
    func activate(_ connection: PeerConnection) {
        guard self.connection == nil, !isOver else { return }
        self.connection = connection
        ice.delegate = self
        channels.delegate = self
    }

    func open(_ channel: DataChannel) throws(PeerConnectionError) {
        guard !isOver, !channels.isOver else {
            throw failure ?? PeerConnectionError(.closed, "the connection is closed")
        }
        try channels.add(channel)
        if remote == nil { negotiate() }
    }

    func tell(_ body: (any PeerConnectionDelegate, PeerConnection) -> Void) {
        if let delegate, let connection { body(delegate, connection) }
    }

    func setState(_ new: PeerConnection.State) {
        guard state != new, !isOver else { return }
        state = new
        if new != .connecting { cancelDeadline() }
        tell { $0.connection($1, changed: new) }
    }

    /// Starts the time within which the connection must be there.
    func setDeadline() {
        guard deadline == nil else { return }
        deadline = loop.schedule(after: configuration.connectTimeout) { [weak self] in
            guard let self else { return }
            deadline = nil
            fail(
                path == nil
                    ? PeerConnectionError(.iceTimeout, "no path to the peer was found in time")
                    : PeerConnectionError(.dtlsFailed, "the peer did not finish connecting in time")
            )
        }
    }

    private func cancelDeadline() {
        if let deadline { loop.cancel(deadline) }
        deadline = nil
    }

    /// The path is missing; the layers above stay, for a restart.
    func fail(_ error: PeerConnectionError) {
        failure = error
        setState(.failed)
    }

    /// A layer above the path has ended: nothing can be mended.
    private func failForGood(_ error: PeerConnectionError) {
        failure = error
        channels.end(error)
        dtls?.close()
        setState(.failed)
    }

    /// Ends everything, from the top down.
    func close(_ completion: @escaping () -> Void) {
        guard !isOver else { return completion() }
        end(PeerConnectionError(.closed, "the connection was closed"), completion)
    }

    private func end(_ error: PeerConnectionError, _ completion: @escaping () -> Void) {
        setState(.closed)
        cancelDeadline()
        channels.end(error)
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

// MARK: - What the layers tell

extension PeerSession: ICETransportDelegate {
    func transport(_ transport: ICETransport, received datagram: Span<UInt8>) {
        dtls?.received(datagram)
    }

    func transport(_ transport: ICETransport, found candidate: ICECandidate) {
        send(candidate)
    }

    func transportGathered(_ transport: ICETransport) {
        send(.endOfCandidates)
    }

    func transport(_ transport: ICETransport, changed state: ICEAgent.State) {
        switch state {
        case .checking: break
        case .connected:
            if channels.association?.isConnected == true { setState(.connected) }
            startDTLS()
        case .failed: fail(PeerConnectionError(.iceTimeout, "no path to the peer works"))
        }
    }

    func transport(_ transport: ICETransport, selected path: PeerPath) {
        tell { $0.connection($1, changed: path) }
    }

    func transportStopped(_ transport: ICETransport) {
        if !isOver { end(PeerConnectionError(.closed, "the loop was shut down")) {} }
    }

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

    /// Which end of the handshake we are; settled by the first answer.
    func settleRole(isClient: Bool) {
        if dtls?.isIdle == true { self.isClient = isClient }
    }

    /// What our answer says about the handshake.
    var isDTLSClient: Bool { isClient }
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
        failure = nil
        setState(.connected)
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

    func tableLost(_ table: DataChannelTable) {
        failForGood(PeerConnectionError(.closedByPeer, "the peer ended the SCTP association"))
    }
}
#endif
