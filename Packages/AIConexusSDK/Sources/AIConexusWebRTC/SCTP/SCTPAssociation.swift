// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// What an ``SCTPAssociation`` tells the layer above, on the loop's thread.
protocol SCTPAssociationDelegate: AnyObject {
    /// Messages can be sent.
    func associationConnected(_ association: SCTPAssociation)

    /// A message came whole. The memory is reused after the call.
    func association(
        _ association: SCTPAssociation,
        received message: Span<UInt8>,
        stream: UInt16,
        payload: SCTPPayloadID
    )

    /// A message on the stream was longer than what we accept; it was dropped.
    func association(_ association: SCTPAssociation, droppedLongMessageOn stream: UInt16)

    /// SCTP took bytes of messages that waited on the stream.
    func association(_ association: SCTPAssociation, drained stream: UInt16)

    /// The peer has closed its direction of the stream.
    func association(_ association: SCTPAssociation, incomingReset stream: UInt16)

    /// The peer has not answered for a while, or does again.
    func association(_ association: SCTPAssociation, becameSilent isSilent: Bool)

    /// Our direction of the stream is closed, and its number can be used again.
    func association(_ association: SCTPAssociation, outgoingReset stream: UInt16)

    /// The association is over; always the last call.
    func associationLost(_ association: SCTPAssociation)
}

/// SCTP between two peers, by usrsctp: messages on streams, in packets for the layer below.
///
/// Packets and events of a turn of the loop are handled together at its end: first what can be read, then what can be
/// sent, then the packets leave.
final class SCTPAssociation {
    /// The space for data on its way in each direction, in bytes.
    static let windowByteCount = 1 << 20
    /// How much is read in one turn, in bytes, before others have theirs.
    private static let turnByteCount = 1 << 20
    /// How long an answer may take before the peer counts as silent: longer than every repetition that a lossy path
    /// needs, short enough to take another path in time.
    private static let patience = Duration.milliseconds(2_500)
    /// How much one read takes.
    private static let readByteCount = 64 << 10

    weak var delegate: (any SCTPAssociationDelegate)?
    private let loop: EventLoop
    private let lower: DTLSTransport
    private let stack: SCTPStack
    private let number: UInt
    private var socket: SCTPSocket?
    private let maximumMessageByteCount: Int
    private var outbox = SCTPOutbox()
    private(set) var isConnected = false
    /// How many streams there are in each direction, as the two sides agreed.
    private(set) var streamCount: UInt16 = 0
    /// SCTP refused a message; told at the end of the turn.
    private var hasFailed = false
    private var isPending = false
    /// Reading is paused: the window fills, and the peer waits.
    private var isPaused = false

    /// Since when an answer is due, `nil` when none is.
    private var askedSince: LoopInstant?
    private var counts = PeerConnectionStatistics()
    private var silenceTimer: TimerID?
    private(set) var isSilent = false

    /// What came of a message that is read in pieces, and the stream that it belongs to.
    private var partial: [UInt8] = []
    private var isDroppingMessage = false
    /// Streams to be reset as soon as SCTP accepts another request.
    private var waitingResets: [UInt16] = []

    /// Prepares an association.
    ///
    /// - Throws: `resourcesExhausted`.
    init(
        above lower: DTLSTransport,
        on loop: EventLoop,
        streamCount: UInt16,
        maximumMessageByteCount: Int
    ) throws(PeerConnectionError) {
        self.loop = loop
        self.lower = lower
        self.maximumMessageByteCount = maximumMessageByteCount
        stack = try SCTPStack.shared()
        number = stack.reserveNumber()
        stack.register(self, as: number, on: loop)
        do {
            socket = try SCTPSocket(number: number, streamCount: streamCount)
        } catch {
            stack.unregister(number)
            throw error
        }
    }

    /// Begins to connect.
    ///
    /// - Throws: `sctpFailed`.
    func start(from localPort: UInt16, to remotePort: UInt16) throws(PeerConnectionError) {
        try socket?.connect(from: localPort, to: remotePort)
        stack.clock.noteActivity()
        wait()
    }

    /// What was carried so far.
    var statistics: PeerConnectionStatistics {
        var statistics = counts
        statistics.roundTripTime = socket?.roundTripMilliseconds.map { .milliseconds(Int($0)) }
        return statistics
    }

    /// Takes a packet from below.
    func received(_ packet: Span<UInt8>) {
        guard socket != nil else { return }
        askedSince = nil
        if isSilent {
            isSilent = false
            delegate?.association(self, becameSilent: false)
        }
        stack.input(packet, for: number)
        wait()
    }

    /// Ends at once; nothing is called back any more.
    func close() {
        delegate = nil
        release()
    }

    private func release() {
        guard socket != nil else { return }
        isConnected = false
        if let silenceTimer { loop.cancel(silenceTimer) }
        silenceTimer = nil
        // Sends an ABORT, if there is somebody to send it to.
        socket = nil
        stack.unregister(number)
        outbox = SCTPOutbox()
    }

    private func wait() {
        guard !isPending else { return }
        isPending = true
        loop.atTurnEnd(self)
    }
}

// MARK: - Sending

extension SCTPAssociation {
    /// Sends a message, or keeps a copy of what SCTP does not take.
    ///
    /// - Parameters:
    ///   - message: not empty.
    ///   - info: how.
    /// - Returns: `false` when the association is not connected.
    func send(_ message: Span<UInt8>, _ info: SCTPMessageInfo) -> Bool {
        guard isConnected, let socket else { return false }
        stack.clock.noteActivity()
        if info.payload != .control {
            counts.sentMessageCount += 1
            counts.sentByteCount += message.count
        }
        var offset = 0
        if outbox.isEmpty, !waitingResets.contains(info.stream) {
            while offset < message.count {
                let end = min(offset + SCTPSocket.pieceByteCount, message.count)
                let piece = message.extracting(offset..<end)
                let result = socket.send(piece, info, isLast: end == message.count)
                if result == .failed { fail() }
                guard case .taken(let count) = result else { break }
                offset += count
            }
        }
        if offset < message.count {
            let rest = [UInt8](copying: message.extracting(offset...))
            outbox.append(SCTPOutbox.Message(info: info, bytes: rest))
        }
        return true
    }

    /// Bytes of a stream that wait to be taken by SCTP.
    func waitingByteCount(of stream: UInt16) -> Int {
        outbox.byteCount(of: stream)
    }

    /// Closes our direction of a stream, after what was sent on it.
    func reset(_ stream: UInt16) {
        guard !waitingResets.contains(stream) else { return }
        waitingResets.append(stream)
        wait()
    }

    private func fail() {
        hasFailed = true
        wait()
    }

    private func flush() {
        guard isConnected, let socket else { return }
        while let message = outbox.next {
            let end = min(message.offset + SCTPSocket.pieceByteCount, message.bytes.count)
            let piece = message.bytes.span.extracting(message.offset..<end)
            let result = socket.send(piece, message.info, isLast: end == message.bytes.count)
            if result == .failed { return lost() }
            guard case .taken(let count) = result else { break }
            outbox.take(count)
            delegate?.association(self, drained: message.info.stream)
        }
        while let stream = waitingResets.first(where: { !outbox.holds($0) }) {
            guard socket.resetStream(stream) else { break }
            waitingResets.removeAll { $0 == stream }
        }
    }

    /// A packet for the layer below; called inside of calls into usrsctp.
    func packetLeft(_ packet: Span<UInt8>) {
        lower.send(packet)
        guard askedSince == nil, isConnected, SCTPPacket.wantsAnswer(packet) else { return }
        askedSince = loop.now
        if silenceTimer == nil { setSilenceTimer(at: loop.now + Self.patience) }
    }

    private func setSilenceTimer(at deadline: LoopInstant) {
        silenceTimer = loop.schedule(at: deadline) { [weak self] in self?.silenceTimerFired() }
    }

    private func silenceTimerFired() {
        silenceTimer = nil
        guard let askedSince, !isSilent else { return }
        let deadline = askedSince + Self.patience
        guard deadline <= loop.now else { return setSilenceTimer(at: deadline) }
        isSilent = true
        delegate?.association(self, becameSilent: true)
    }

    /// Something may be read or sent; called inside of calls into usrsctp.
    func socketChanged() {
        wait()
    }
}

// MARK: - Receiving

extension SCTPAssociation: TurnParticipant {
    /// Stops or resumes reading, of all streams: SCTP has one window for all.
    func setPaused(_ isPaused: Bool) {
        self.isPaused = isPaused
        if !isPaused { wait() }
    }

    /// Reads, then sends.
    func turnEnded() {
        isPending = false
        read()
        if hasFailed { lost() } else { flush() }
    }

    private func read() {
        var buffer = loop.buffers.take()
        defer { loop.buffers.give(&buffer) }
        var byteCount = 0
        while !isPaused, let socket {
            guard byteCount < Self.turnByteCount else {
                // In the next turn, after the others.
                loop.schedule(after: .zero) { [weak self] in self?.wait() }
                return
            }
            buffer.removeAll(keepingCapacity: true)
            switch socket.receive(into: &buffer, limit: Self.readByteCount) {
            case .bytes(let stream, let payload, let isLast):
                byteCount += buffer.count
                received(buffer.span, stream, payload, isLast: isLast)
            case .notification(let notification): received(notification)
            case .empty: return
            case .failed: return lost()
            }
        }
    }

    private func received(_ bytes: Span<UInt8>, _ stream: UInt16, _ payload: SCTPPayloadID, isLast: Bool) {
        stack.clock.noteActivity()
        if payload != .control {
            counts.receivedMessageCount += isLast ? 1 : 0
            counts.receivedByteCount += bytes.count
        }
        if isLast, partial.isEmpty, !isDroppingMessage, bytes.count <= maximumMessageByteCount {
            delegate?.association(self, received: bytes, stream: stream, payload: payload)
            return
        }
        if !isDroppingMessage, partial.count + bytes.count <= maximumMessageByteCount {
            partial.append(copying: bytes)
        } else {
            isDroppingMessage = true
            partial = []
        }
        guard isLast else { return }
        var whole: [UInt8] = []
        swap(&whole, &partial)
        if isDroppingMessage {
            isDroppingMessage = false
            delegate?.association(self, droppedLongMessageOn: stream)
        } else {
            delegate?.association(self, received: whole.span, stream: stream, payload: payload)
        }
    }

    private func received(_ notification: SCTPNotification) {
        switch notification {
        case .up(let count):
            guard !isConnected else { return }
            isConnected = true
            streamCount = count
            delegate?.associationConnected(self)
        case .lost: lost()
        case .incomingReset(let streams):
            for stream in streams { delegate?.association(self, incomingReset: stream) }
        case .outgoingReset(let streams):
            for stream in streams { delegate?.association(self, outgoingReset: stream) }
        case .resetRefused(let streams): waitingResets += streams
        case .other: break
        }
    }

    private func lost() {
        let delegate = delegate
        self.delegate = nil
        release()
        delegate?.associationLost(self)
    }
}
#endif
