// SPDX-License-Identifier: MIT

/// TLS above another channel.
///
/// Plaintext that is sent gathers until the turn's end and leaves in as few records as it fits. The channel opens
/// when the handshake is done, and fails as a whole when a record is malformed.
final class TLSChannel {
    private enum Phase {
        /// → `open`, `failed`, `closing`
        case handshaking
        /// → `closing`, `failed`
        case open
        /// `close` was called; the lower channel winds up.
        case closing
        /// The lower channel winds up or is cut; its end will be reported with our reason.
        case failed
    }

    private let lower: any ByteChannel
    /// Freed as soon as the channel is closed.
    private var session: TLSSession?
    private let handshakeTimeout: Duration
    var delegate: (any ByteChannelDelegate)?
    private var phase = Phase.handshaking
    private var isPaused = false
    /// Open, but without a delegate until the next `start`.
    private var isParked = false
    /// The end of this turn reports the opening to a delegate that took the open channel over.
    private var reportsOpening = false
    /// The lower channel is gone.
    private var hasEnded = false
    private var inputEnded = false
    private var outputEnds = false
    private var awaitsTurnEnd = false
    private var linger: Duration?
    private var deadline: TimerID?
    private var failure: CloseReason?
    private var lostPlaintextByteCount = 0
    /// Plaintext of this turn.
    private var outgoing: [UInt8] = []
    /// Ciphertext that came while reading was paused; at most what one read of the lower channel delivered.
    private var held: [UInt8] = []

    init(above lower: any ByteChannel, session: TLSSession, handshakeTimeout: Duration) {
        self.lower = lower
        self.session = session
        self.handshakeTimeout = handshakeTimeout
    }
}

// MARK: - What the layers above call

extension TLSChannel: ParkingChannel {
    var loop: any Loop { lower.loop }

    var peerAddress: SocketAddress? { lower.peerAddress }

    var security: ChannelSecurity? {
        phase == .open || phase == .closing ? session?.security : nil
    }

    var pendingByteCount: Int { outgoing.count + lower.pendingByteCount }

    var lostByteCount: Int { lostPlaintextByteCount + lower.lostByteCount }

    var waterMarks: WaterMarks {
        get { lower.waterMarks }
        set { lower.waterMarks = newValue }
    }

    var lastWriteProgress: LoopInstant { lower.lastWriteProgress }

    func start(delegate: any ByteChannelDelegate) {
        precondition(self.delegate == nil, "a channel was started twice")
        self.delegate = delegate
        if isParked { return unpark() }
        deadline = loop.schedule(after: handshakeTimeout) { self.handshakeTimedOut() }
        lower.start(delegate: self)
    }

    func send(_ bytes: Span<UInt8>) {
        send { $0.append(bytes) }
    }

    func send(with body: (inout [UInt8]) -> Void) {
        guard phase == .handshaking || phase == .open, !outputEnds else { return }
        if outgoing.capacity == 0 { outgoing = loop.buffers.take() }
        body(&outgoing)
        awaitTurnEnd()
    }

    func pauseReading() {
        isPaused = true
        if phase == .open { lower.pauseReading() }
    }

    func resumeReading() {
        guard isPaused else { return }
        isPaused = false
        resumeLower()
    }

    func finishSending() {
        guard phase == .handshaking || phase == .open else { return }
        outputEnds = true
        awaitTurnEnd()
    }

    func close(linger: Duration) {
        guard phase == .handshaking || phase == .open else { return }
        // There is nobody yet to say goodbye to.
        if phase == .handshaking { return cut(CloseReason(.requested)) }
        phase = .closing
        outputEnds = true
        self.linger = linger
        awaitTurnEnd()
    }

    func abort() {
        cut(CloseReason(.aborted))
    }

    private func cut(_ reason: CloseReason) {
        guard phase != .failed else { return lower.abort() }
        phase = .failed
        failure = reason
        lower.abort()
    }

    func park() {
        delegate = nil
        isParked = true
        lower.pauseReading()
    }

    private func unpark() {
        isParked = false
        reportsOpening = true
        awaitTurnEnd()
        resumeLower()
    }

    private func resumeLower() {
        guard !isPaused, !isParked else { return }
        guard !held.isEmpty else { return lower.resumeReading() }
        loop.schedule(at: loop.now) { self.readHeld() }
    }

    private func awaitTurnEnd() {
        guard !awaitsTurnEnd else { return }
        awaitsTurnEnd = true
        loop.atTurnEnd(self)
    }
}

// MARK: - The end of a turn

extension TLSChannel: TurnParticipant {
    func turnEnded() {
        awaitsTurnEnd = false
        if reportsOpening, phase == .open {
            reportsOpening = false
            delegate?.channelOpened(self)
        }
        if hasEnded { return tellEnd() }
        guard phase == .open || phase == .closing, let session else { return }
        if !outgoing.isEmpty {
            if let error = session.write(outgoing.span) { return fail(error) }
            loop.buffers.give(&outgoing)
        }
        guard outputEnds else { return }
        session.sendCloseNotify()
        if let linger { lower.close(linger: linger) } else { lower.finishSending() }
    }
}

// MARK: - Events of the lower channel

extension TLSChannel: ByteChannelDelegate {
    func channelOpened(_ channel: any ByteChannel) {
        // A client speaks first.
        handshake()
    }

    func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        guard let session else { return }
        let rest = session.withInput(bytes) {
            if phase == .handshaking { handshake() }
            readRecords()
        }
        if rest > 0, phase == .open, !inputEnded { held.append(bytes.extracting(last: rest)) }
    }

    func channelReceivedEnd(_ channel: any ByteChannel) {
        guard !inputEnded else { return }
        switch phase {
        case .handshaking:
            fail(TransportError(.tlsFailed, "the peer ended the connection during the TLS handshake"))
        case .open:
            // Without close_notify somebody on the way may have cut the stream (RFC 8446 §6.1).
            fail(TransportError(.tlsFailed, "the peer ended the connection without ending TLS"), .truncated)
        case .closing, .failed:
            break
        }
    }

    func channelFilled(_ channel: any ByteChannel) {
        if phase == .open { delegate?.channelFilled(self) }
    }

    func channelDrained(_ channel: any ByteChannel) {
        if phase == .open { delegate?.channelDrained(self) }
    }

    func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        cancelDeadline()
        if phase == .handshaking, reason.code == .reset {
            let causes = reason.error.map { [$0] } ?? []
            let error = TransportError(.tlsFailed, "the peer cut the TLS handshake", causes: causes)
            failure = CloseReason(.secureLayerFailed, error)
        }
        failure = failure ?? reason
        phase = .failed
        hasEnded = true
        session = nil
        lostPlaintextByteCount = outgoing.count
        outgoing = []
        held = []
        tellEnd()
    }

    private func tellEnd() {
        guard let delegate, let failure else { return }
        self.delegate = nil
        delegate.channelClosed(self, reason: failure)
    }
}

// MARK: - Handshake and records

extension TLSChannel {
    private func handshake() {
        guard phase == .handshaking, let session else { return }
        switch session.handshake() {
        case .wantsInput:
            return
        case .failed(let error):
            fail(error)
        case .done:
            cancelDeadline()
            phase = .open
            delegate?.channelOpened(self)
            if !outgoing.isEmpty || outputEnds { awaitTurnEnd() }
            if isPaused || isParked { lower.pauseReading() }
        }
    }

    private func readRecords() {
        var plaintext = loop.buffers.take()
        while phase == .open, !isPaused, !isParked, !inputEnded, let session {
            plaintext.removeAll(keepingCapacity: true)
            switch session.read(into: &plaintext) {
            case .bytes:
                delegate?.channel(self, received: plaintext.span)
                continue
            case .wantsInput:
                break
            case .ended:
                inputEnded = true
                delegate?.channelReceivedEnd(self)
            case .failed(let error):
                fail(error)
            }
            break
        }
        loop.buffers.give(&plaintext)
    }

    private func readHeld() {
        guard phase == .open, !isPaused, !isParked, let session else { return }
        var bytes: [UInt8] = []
        swap(&bytes, &held)
        let rest = session.withInput(bytes.span) { readRecords() }
        if rest > 0, phase == .open { held = Array(bytes.suffix(rest)) }
        if !isPaused, !isParked { lower.resumeReading() }
    }

    private func handshakeTimedOut() {
        deadline = nil
        guard phase == .handshaking else { return }
        cut(CloseReason(.secureLayerFailed, TransportError(.timedOut, "the TLS handshake took too long")))
    }

    /// Ends the channel after an alert, which OpenSSL has put into the lower channel's output, had its chance to
    /// arrive.
    private func fail(_ error: TransportError, _ code: CloseReason.Code = .secureLayerFailed) {
        guard phase != .failed else { return }
        phase = .failed
        failure = CloseReason(code, error)
        cancelDeadline()
        lower.close()
    }

    private func cancelDeadline() {
        if let deadline { loop.cancel(deadline) }
        deadline = nil
    }
}
