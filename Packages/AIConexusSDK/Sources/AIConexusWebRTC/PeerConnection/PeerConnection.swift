// SPDX-License-Identifier: MIT

#if WebRTC
public import AIConexusTransport

/// A connection to one peer, over which data channels run: WebRTC without media.
///
/// **Create** it on an event loop and open a channel, or give it the peer's offer; carry what its delegate is told to
/// send, in both directions, by whatever means there are. **It lives** until ``close()``, which has to be called: it
/// holds sockets, and addresses on TURN servers. **A failed** connection may be tried again by ``restartICE()`` when
/// the failure is one of the path. All of it happens on the loop's thread, which is the actor's executor.
public actor PeerConnection {
    /// Where a connection is in its life.
    public enum State: Sendable {
        /// Nothing was exchanged.
        case new
        /// Descriptions are exchanged and paths are tried.
        case connecting
        /// Channels work.
        case connected
        /// The peer does not answer; what is sent waits. Mends itself when it answers again, perhaps on another path.
        case disconnected
        /// The path was lost for good, or none was found, or the layers above failed: see ``PeerConnection/failure``.
        case failed
        /// Over.
        case closed
    }

    /// The loop that the connection lives on.
    public nonisolated let loop: EventLoop
    /// The SHA-256 of the certificate that the peer will see.
    public nonisolated let localFingerprint: Fingerprint
    let session: PeerSession
    private nonisolated let lease: PeerLoopLease?

    /// The connection's executor: its loop.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Creates a connection, which does nothing yet.
    ///
    /// - Parameters:
    ///   - configuration: servers, addresses and bounds.
    ///   - isPolite: whether this side gives way when both offer at once; exactly one of the two does.
    ///   - certificate: what the peer will know us by; by default one of the connection's own.
    ///   - loop: where the connection lives.
    ///   - delegate: who carries descriptions and candidates; kept until the connection is closed.
    /// - Throws: `resourcesExhausted`.
    public init(
        _ configuration: PeerConnectionConfiguration = PeerConnectionConfiguration(),
        isPolite: Bool,
        certificate: Certificate? = nil,
        on loop: EventLoop,
        delegate: any PeerConnectionDelegate
    ) throws(PeerConnectionError) {
        try self.init(
            configuration,
            isPolite: isPolite,
            certificate: certificate,
            on: loop,
            delegate: delegate,
            lease: nil
        )
    }

    // `lease` is the connection's place on a loop of a group.
    init(
        _ configuration: PeerConnectionConfiguration,
        isPolite: Bool,
        certificate: Certificate?,
        on loop: EventLoop,
        delegate: any PeerConnectionDelegate,
        lease: PeerLoopLease?
    ) throws(PeerConnectionError) {
        self.lease = lease
        let certificate = if let certificate { certificate } else { try Certificate() }
        self.loop = loop
        localFingerprint = certificate.fingerprint
        session = PeerSession(
            configuration,
            isPolite: isPolite,
            certificate: certificate,
            on: loop,
            delegate: delegate
        )
    }

    /// Where the connection is in its life.
    public var state: State { session.state }

    /// Why the connection failed.
    public var failure: PeerConnectionError? { session.failure }

    /// The SHA-256 of the peer's certificate in use, `nil` before the handshake.
    public var remoteFingerprint: Fingerprint? { session.remoteFingerprint }

    /// The path that datagrams take, `nil` before there is one.
    public var path: PeerPath? { session.path }

    /// What the connection has carried so far.
    public var statistics: PeerConnectionStatistics { session.channels.association?.statistics ?? session.last }

    /// Opens a channel.
    ///
    /// The first one sets off the offer; what is sent on it waits for the connection.
    ///
    /// - Parameters:
    ///   - label: what it is called, at most 65 535 bytes.
    ///   - configuration: how messages are treated.
    /// - Returns: the channel.
    /// - Throws: `invalidArgument`, `resourcesExhausted`, or `closed`.
    public func openChannel(
        _ label: String,
        _ configuration: DataChannelConfiguration = DataChannelConfiguration()
    ) throws(PeerConnectionError) -> DataChannel {
        guard label.utf8.count <= UInt16.max, configuration.protocolName.utf8.count <= UInt16.max else {
            throw PeerConnectionError(.invalidArgument, "a label or protocol is longer than 65 535 bytes")
        }
        session.activate(self)
        let channel = DataChannel(label, configuration, of: self)
        try session.open(channel)
        return channel
    }

    /// Takes a description of the peer's; an offer is answered.
    ///
    /// - Parameter description: what the peer's side was told to send.
    /// - Throws: `invalidDescription` for one that cannot be used; nothing has changed then.
    public func receive(_ description: SessionDescription) throws(PeerConnectionError) {
        session.activate(self)
        try session.receive(description)
    }

    /// Takes a candidate of the peer's, before its description too; what cannot be used is ignored.
    ///
    /// - Parameter candidate: what the peer's side was told to send.
    public func receive(_ candidate: ICECandidate) {
        session.activate(self)
        session.receive(candidate)
    }

    /// Looks for a path anew, beside the one in use: after a failure, or a change of network.
    ///
    /// An offer that was not answered is replaced by another one then; an answer to the replaced one must not be
    /// delivered. Does nothing before the first description, and when the layers above the path have failed.
    public func restartICE() {
        session.restartICE()
    }

    /// Takes other STUN and TURN servers, or other credentials, for the next search of a path.
    ///
    /// The path in use stays as it is. When it leads over a TURN server whose credentials are about to end, call
    /// ``restartICE()`` after this: another one is found beside it.
    ///
    /// - Parameter servers: what takes the place of ``PeerConnectionConfiguration/servers``.
    public func setServers(_ servers: [ICEServer]) {
        session.setServers(servers, for: self)
    }

    /// Ends the connection, and waits until addresses on TURN servers were given back, a few seconds at most.
    public func close() async {
        await withCheckedContinuation { continuation in
            session.close { continuation.resume() }
        }
    }
}
#endif
