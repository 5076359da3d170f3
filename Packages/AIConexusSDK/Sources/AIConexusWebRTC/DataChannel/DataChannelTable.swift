// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// What a ``DataChannelTable`` tells its owner, on the loop's thread.
protocol DataChannelTableDelegate: AnyObject {
    /// SCTP is there, and channels are open.
    func tableConnected(_ table: DataChannelTable)

    /// The peer opens a channel.
    func table(
        _ table: DataChannelTable,
        makeChannel label: String,
        _ configuration: DataChannelConfiguration
    )
        -> DataChannel?

    /// A channel that the peer opened can be used.
    func table(_ table: DataChannelTable, opened channel: DataChannel)

    /// The peer has not answered for a while, or does again.
    func table(_ table: DataChannelTable, becameSilent isSilent: Bool)

    /// The association is lost; channels are over after this call.
    func tableLost(_ table: DataChannelTable)
}

/// The data channels of a connection, above an SCTP association: numbers, opening, messages and closing (RFC 8831,
/// RFC 8832).
final class DataChannelTable {
    /// A peer that wants more channels than we accept is told so on streams of theirs.
    private static let minimumStreamCount = 64

    weak var delegate: (any DataChannelTableDelegate)?
    let loop: EventLoop
    let maximumChannelCount: Int
    let maximumMessageByteCount: Int
    private(set) var association: SCTPAssociation?
    /// Whether we are the client of DTLS, whose channels have even numbers (RFC 8832 §6).
    private var isClient = false
    /// Channels with a number.
    var channels: [UInt16: DataChannel] = [:]
    /// Channels that wait for the association.
    var waiting: [DataChannel] = []
    /// Streams of which one direction is still to be closed, so that their numbers cannot be used yet.
    var closingStreams: Set<UInt16> = []
    /// The longest message that the peer accepts, in bytes; 0 before it is known.
    private(set) var peerMaximum = 0
    private(set) var isOver = false

    init(on loop: EventLoop, maximumChannelCount: Int, maximumMessageByteCount: Int) {
        self.loop = loop
        self.maximumChannelCount = maximumChannelCount
        self.maximumMessageByteCount = maximumMessageByteCount
    }

    /// Goes on above an association that is to connect.
    func start(above association: SCTPAssociation, isClient: Bool, peerMaximum: Int) {
        self.association = association
        self.isClient = isClient
        self.peerMaximum = peerMaximum
        association.delegate = self
    }

    /// How many channels there are.
    var count: Int { channels.count + waiting.count }

    /// How many streams there are in each direction: enough for one side to open all channels, once it is known how
    /// many the peer agreed to.
    var streamCount: UInt16 {
        let wanted = UInt16(clamping: max(Self.minimumStreamCount, maximumChannelCount * 2))
        guard let association, association.isConnected else { return wanted }
        return min(wanted, association.streamCount)
    }

    /// Adds a channel of ours.
    ///
    /// - Throws: `invalidArgument` or `resourcesExhausted`.
    func add(_ channel: DataChannel) throws(PeerConnectionError) {
        guard count < maximumChannelCount else {
            throw PeerConnectionError(.resourcesExhausted, "there are \(count) channels already")
        }
        if let id = channel.configuration.negotiatedID {
            guard id < streamCount else {
                throw PeerConnectionError(.invalidArgument, "channel numbers are below \(streamCount)")
            }
            guard !isTaken(id) else { throw PeerConnectionError(.invalidArgument, "channel \(id) exists already") }
        }
        channel.table = self
        if association?.isConnected == true { try open(channel) } else { waiting.append(channel) }
    }

    /// Ends all channels.
    func end(_ error: PeerConnectionError?) {
        guard !isOver else { return }
        isOver = true
        association?.close()
        association = nil
        let all = Array(channels.values) + waiting
        channels = [:]
        waiting = []
        for channel in all { finish(channel, error) }
    }

    private func isTaken(_ id: UInt16) -> Bool {
        channels[id] != nil || closingStreams.contains(id)
            || waiting.contains { $0.configuration.negotiatedID == id }
    }

    private func open(_ channel: DataChannel) throws(PeerConnectionError) {
        let isNegotiated = channel.configuration.negotiatedID != nil
        guard let id = channel.configuration.negotiatedID ?? freeNumber else {
            throw PeerConnectionError(.resourcesExhausted, "all channel numbers are in use")
        }
        channel.core.id = id
        channels[id] = channel
        channel.core.state = .open
        channel.core.isAcknowledged = isNegotiated
        if !isNegotiated {
            let message = DCEPMessage.open(DCEPOpening(label: channel.label, channel.configuration))
            let info = SCTPMessageInfo(stream: id, payload: .control)
            _ = association?.send(message.bytes.span, info)
        }
        sendEarly(on: channel)
        tellOpened(channel)
    }

    private var freeNumber: UInt16? {
        stride(from: isClient ? 0 : 1, to: streamCount, by: 2).first { !isTaken($0) }
    }

    func tellOpened(_ channel: DataChannel) {
        channel.core.openers.resume()
        guard let delegate = channel.core.delegate, !channel.core.isOpenTold else { return }
        channel.core.isOpenTold = true
        delegate.channelOpened(channel)
    }
}

// MARK: - What the association tells

extension DataChannelTable: SCTPAssociationDelegate {
    func associationConnected(_ association: SCTPAssociation) {
        let waiting = waiting
        self.waiting = []
        for channel in waiting {
            do throws(PeerConnectionError) { try open(channel) } catch { finish(channel, error) }
        }
        delegate?.tableConnected(self)
    }

    func association(
        _ association: SCTPAssociation,
        received message: Span<UInt8>,
        stream: UInt16,
        payload: SCTPPayloadID
    ) {
        if payload == .control { return receive(control: message, on: stream) }
        // Nobody opened this stream: what comes on it has no receiver.
        guard let channel = channels[stream] else { return }
        channel.core.isAcknowledged = true
        receive(message, payload, on: channel)
    }

    private func receive(control bytes: Span<UInt8>, on stream: UInt16) {
        do throws(DCEPError) {
            switch try DCEPMessage(bytes) {
            case .acknowledgement: channels[stream]?.core.isAcknowledged = true
            case .open(let opening): accept(opening.label, opening.configuration, on: stream)
            }
        } catch {
            fail(stream, "the peer sent a message to open a channel that \(error)")
        }
    }

    private func accept(_ label: String, _ configuration: DataChannelConfiguration, on stream: UInt16) {
        // The peer's numbers are odd when ours are even.
        let isPeers = (stream % 2 == 0) != isClient
        guard isPeers, channels[stream] == nil, count < maximumChannelCount, let delegate,
            let channel = delegate.table(self, makeChannel: label, configuration)
        else { return fail(stream, "the peer opened a channel that cannot be") }
        channel.table = self
        channel.core.id = stream
        channel.core.state = .open
        channel.core.isAcknowledged = true
        channels[stream] = channel
        closingStreams.remove(stream)
        let info = SCTPMessageInfo(stream: stream, payload: .control)
        _ = association?.send(DCEPMessage.acknowledgement.bytes.span, info)
        delegate.table(self, opened: channel)
        tellOpened(channel)
    }

    func association(_ association: SCTPAssociation, droppedLongMessageOn stream: UInt16) {
        fail(stream, "the peer sent a message over the limit")
    }

    func association(_ association: SCTPAssociation, drained stream: UInt16) {
        if let channel = channels[stream] { update(channel) }
    }

    func association(_ association: SCTPAssociation, incomingReset stream: UInt16) {
        guard let channel = channels[stream] else {
            closingStreams.remove(stream)
            return
        }
        channels[stream] = nil
        if channel.core.state != .closing {
            closingStreams.insert(stream)
            association.reset(stream)
        }
        finish(channel, channel.core.error)
    }

    func association(_ association: SCTPAssociation, becameSilent isSilent: Bool) {
        delegate?.table(self, becameSilent: isSilent)
    }

    func association(_ association: SCTPAssociation, outgoingReset stream: UInt16) {
        if channels[stream] == nil { closingStreams.remove(stream) }
    }

    func associationLost(_ association: SCTPAssociation) {
        delegate?.tableLost(self)
    }

    /// Refuses what comes on a stream, and ends the channel if there is one.
    func fail(_ stream: UInt16, _ reason: String) {
        if let channel = channels[stream] {
            guard channel.core.state != .closing else { return }
            channel.core.state = .closing
            channel.core.error = PeerConnectionError(.sctpFailed, reason)
        } else if !closingStreams.insert(stream).inserted {
            // It was refused before, and the reset is on its way.
            return
        }
        association?.reset(stream)
    }
}
#endif
