// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

#if WebRTC
private import AIConexusWebRTC

/// Where connections live that an agent's own loop has no room for, for all agents of the process.
///
/// Never shut down: its loops end with the process.
private let sharedLoops = PeerLoopGroup(maximumLoopCount: max(1, PeerLoopGroup.processorCount - 1))

/// The transports of an agent: peer connections on its loop, and on others when there are many.
func makeTransportFactory(_ configuration: AgentConfiguration, on loop: EventLoop) -> (any DirectTransportFactory)? {
    WebRTCTransportFactory(on: loop, sharedLoops)
}

/// The same with a loop of its own beside `loop`, which has room for so many connections.
func makeTransportFactory(on loop: EventLoop, connectionsPerLoop: Int) -> any DirectTransportFactory {
    WebRTCTransportFactory(on: loop, PeerLoopGroup(connectionsPerLoop: connectionsPerLoop, maximumLoopCount: 1))
}

/// The servers of these that can be used; a form that is not supported, such as `turns:`, is left out.
private func known(_ servers: [AIConexusProtocol.ICEServer]) -> [AIConexusWebRTC.ICEServer] {
    servers.flatMap { server in
        server.urls.compactMap { url in
            // The others may do.
            try? AIConexusWebRTC.ICEServer(
                url,
                username: server.username ?? "",
                credential: server.credential ?? ""
            )
        }
    }
}

/// Makes peer connections.
private final class WebRTCTransportFactory: DirectTransportFactory {
    private let loop: EventLoop
    private let group: PeerLoopGroup

    init(on loop: EventLoop, _ group: PeerLoopGroup) {
        (self.loop, self.group) = (loop, group)
    }

    func makeTransport(
        isPolite: Bool,
        servers: [AIConexusProtocol.ICEServer]
    ) throws(DirectPathFailure) -> any DirectTransport {
        var configuration = PeerConnectionConfiguration()
        configuration.servers = known(servers)
        configuration.maximumChannelCount = 1
        configuration.maximumMessageByteCount = 1 << 20
        // Before the path's own time is over: only the connection knows which of its layers is missing.
        configuration.connectTimeout = DirectPathStateMachine.negotiationTimeout * 4 / 5
        let transport = try WebRTCTransport(configuration, isPolite: isPolite, in: group, preferring: loop)
        return transport.loop === loop ? transport : DistantTransport(transport, isPolite: isPolite, from: loop)
    }
}

/// One peer connection with one channel, `ioap.v1`.
///
/// Guard of `@unchecked Sendable`: everything is touched on the loop's thread only, where the connection calls back.
private final class WebRTCTransport: MovableTransport, PeerConnectionDelegate, DataChannelDelegate,
    @unchecked Sendable
{
    private static let channelName = "ioap.v1"
    /// What may wait in the channel before it is full.
    private static let channelByteCount = 1 << 20

    weak var delegate: (any DirectTransportDelegate)?
    private var connection: PeerConnection?
    private var channel: DataChannel?
    private(set) var loop: EventLoop
    var pathChanged: () -> Void = {}
    private let isPolite: Bool
    /// Whether an offer of ours was taken, and our channel with it.
    private var isAnswered = false
    /// Told when the connection is over.
    private var closed: (() -> Void)?

    init(
        _ configuration: PeerConnectionConfiguration,
        isPolite: Bool,
        in group: PeerLoopGroup,
        preferring loop: EventLoop
    ) throws(DirectPathFailure) {
        self.loop = loop
        self.isPolite = isPolite
        do throws(PeerConnectionError) {
            let connection = try group.makeConnection(
                preferring: loop,
                configuration,
                isPolite: isPolite,
                delegate: self
            )
            self.connection = connection
            self.loop = connection.loop
        } catch {
            throw DirectPathFailure(error)
        }
    }

    var localFingerprint: [UInt8] { connection?.localFingerprint.bytes ?? [] }

    var remoteFingerprint: [UInt8]? { connection?.assumeIsolated { $0.remoteFingerprint?.bytes } }

    var kind: CallPath {
        connection?.assumeIsolated { $0.path?.kind } == .turn ? .turn : .direct
    }

    var maximumTextByteCount: Int {
        let limit = channel?.maximumMessageByteCount ?? 0
        return limit == 0 ? .max : limit
    }

    /// Calls into the connection, whose loop this is.
    private func run<Result: Sendable>(
        _ body: @Sendable (isolated PeerConnection) throws -> Result
    ) throws(DirectPathFailure) -> Result? {
        guard let connection else { return nil }
        do {
            return try connection.assumeIsolated { connection in try body(connection) }
        } catch {
            throw DirectPathFailure(error)
        }
    }

    func begin() {
        do throws(DirectPathFailure) {
            let channel = try run { connection in
                try connection.openChannel(
                    Self.channelName,
                    DataChannelConfiguration(protocolName: Self.channelName)
                )
            }
            if let channel { use(channel) }
        } catch {
            delegate?.transportEnded(error)
        }
    }

    private func use(_ channel: DataChannel) {
        self.channel = channel
        channel.waterMarks = WaterMarks(high: Self.channelByteCount, low: Self.channelByteCount / 4)
        channel.delegate = self
    }

    func receive(offer: String, refused: @escaping (DirectPathFailure) -> Void) {
        do throws(DirectPathFailure) {
            _ = try run { connection in try connection.receive(SessionDescription(.offer, offer)) }
        } catch {
            return refused(error)
        }
        // Both offered at once, and each would open a channel: there is one, that of the side whose offer stands.
        if isPolite, !isAnswered, let channel, channel.state == .connecting {
            self.channel = nil
            channel.delegate = nil
            channel.close()
        }
    }

    func receive(answer: String) {
        isAnswered = true
        do throws(DirectPathFailure) {
            _ = try run { connection in try connection.receive(SessionDescription(.answer, answer)) }
        } catch {
            delegate?.transportEnded(error)
        }
    }

    func receive(_ candidate: ICECandidateMessage) {
        // An address that cannot be read cannot be used; the others may do.
        guard let candidate = try? ICECandidate(candidate.candidate) else { return }
        connection?.assumeIsolated { $0.receive(candidate) }
    }

    func use(_ servers: [AIConexusProtocol.ICEServer]) {
        connection?.assumeIsolated { connection in
            connection.setServers(known(servers))
            if connection.path?.local.kind == .relayed { connection.restartICE() }
        }
    }

    func restart() {
        connection?.assumeIsolated { $0.restartICE() }
    }

    func send(_ text: Span<UInt8>) -> DirectSendOutcome {
        guard let channel else { return .refused }
        guard let refusal = channel.trySend(text, as: .text) else { return .taken }
        return refusal.code == .bufferFull ? .full : .refused
    }

    func pauseReading() {
        channel?.pauseReading()
    }

    func resumeReading() {
        channel?.resumeReading()
    }

    /// How long what was sent may take to leave.
    private static let closeTimeout = Duration.seconds(2)

    func close(_ completion: @escaping () -> Void) {
        delegate = nil
        closed = completion
        guard let channel, connection != nil, channel.state == .open else { return closeConnection() }
        // What was sent still leaves: `channelClosed` follows when the peer has it all.
        channel.close()
        loop.schedule(after: Self.closeTimeout) { self.closeConnection() }
    }

    private func closeConnection() {
        channel?.delegate = nil
        channel = nil
        guard let connection else { return }
        self.connection = nil
        closed?()
        closed = nil
        // Ends when addresses on TURN servers were given back, a few seconds at most; nobody waits for it.
        Task { await connection.close() }
    }

    // MARK: - The connection's events

    func connection(_ connection: PeerConnection, send description: SessionDescription) {
        switch description.kind {
        case .offer: delegate?.transport(sendOffer: description.text)
        case .answer: delegate?.transport(sendAnswer: description.text)
        }
    }

    func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        delegate?.transport(send: ICECandidateMessage(candidate: candidate.line, mediaID: "0", mediaLineIndex: 0))
    }

    func connection(_ connection: PeerConnection, changed path: PeerPath) {
        pathChanged()
    }

    func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {
        guard case .failed = state else { return }
        end(connection.assumeIsolated { $0.failure } ?? PeerConnectionError(.iceTimeout, "the path was lost"))
    }

    func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        guard self.channel == nil, channel.label == Self.channelName,
            channel.configuration == DataChannelConfiguration(protocolName: Self.channelName)
        else { return channel.close() }
        use(channel)
        delegate?.transportOpened()
    }

    func channelOpened(_ channel: DataChannel) {
        delegate?.transportOpened()
    }

    func channel(_ channel: DataChannel, received message: Span<UInt8>, as kind: DataChannelMessage.Kind) {
        // Anything but text is none of the protocol's; it is not even looked at.
        if case .text = kind { delegate?.transport(received: message) }
    }

    func channelDrained(_ channel: DataChannel) {
        delegate?.transportDrained()
    }

    func channelClosed(_ channel: DataChannel, error: PeerConnectionError?) {
        guard delegate != nil else { return closeConnection() }
        end(error)
    }

    /// Tells of the end; the peer's close is one in order, whichever layer hears of it first.
    private func end(_ error: PeerConnectionError?) {
        delegate?.transportEnded(error.flatMap { $0.code == .closedByPeer ? nil : DirectPathFailure($0) })
    }
}
#else
/// Without WebRTC there are no direct paths.
func makeTransportFactory(_ configuration: AgentConfiguration, on loop: EventLoop) -> (any DirectTransportFactory)? {
    nil
}
#endif
