// SPDX-License-Identifier: MIT

/// One end of a connection that exists in memory only: the twin of a TCP socket for tests.
///
/// It keeps every promise of ``ByteChannel`` and adds what tests need: how the bytes are cut into pieces is scripted,
/// and the "kernel" between the two ends takes a chosen number of bytes. Both ends belong to one loop.
public final class InMemoryChannel {
    /// Decides how many of the bytes that wait are received at once; asked again for the rest in the next turn.
    public typealias Cut = (_ waiting: Int) -> Int

    /// The two ends of a connection.
    public struct Pair {
        /// The end that would have connected.
        public let client: InMemoryChannel
        /// The end that would have accepted.
        public let server: InMemoryChannel
    }

    private enum Phase {
        case idle
        case open
        case closing
        case ended
        case told
    }

    /// The loop that both ends belong to, and which must outlive them.
    public unowned let loop: any Loop
    /// Who hears of events.
    public var delegate: (any ByteChannelDelegate)?
    /// The address that the test gave, `nil` by default.
    public var peerAddress: SocketAddress?
    /// Between which amounts of pending bytes the delegate is told.
    public var waterMarks = WaterMarks()
    /// When the other side last took output, or when output became pending.
    public private(set) var lastWriteProgress: LoopInstant

    private let cut: Cut
    private let capacity: Int
    private weak var other: InMemoryChannel?
    /// Keeps the other end alive until this one has ended.
    private var keepsOther: InMemoryChannel?
    private var phase = Phase.idle
    private var output: [UInt8] = []
    /// What the other end sent and this one has not received.
    private var input: [UInt8] = []
    private var isPaused = false
    private var isFilled = false
    private var wasOpened = false
    private var otherEnded = false
    private var inputEnded = false
    private var outputEnds = false
    private var outputEnded = false
    private var awaitsTurnEnd = false
    private var awaitsReading = false
    private var lingerTimer: TimerID?
    private var endReason: CloseReason?
    /// Bytes that the "kernel" had not taken at the end.
    public private(set) var lostByteCount = 0

    private init(on loop: any Loop, capacity: Int, cut: @escaping Cut) {
        self.loop = loop
        self.capacity = capacity
        self.cut = cut
        lastWriteProgress = loop.now
        (loop as? ManualLoop)?.atEnd { [weak self] in self?.dismantle() }
    }

    /// Two connected ends, neither of them started.
    ///
    /// - Parameters:
    ///   - loop: the loop that both belong to.
    ///   - capacity: how many bytes each direction holds before the sender has to wait, at least 1.
    ///   - cut: how received bytes are cut into pieces; by default they are not. Its result is held to 1…waiting.
    /// - Returns: the two ends.
    public static func makePair(
        on loop: any Loop,
        capacity: Int = 256 << 10,
        cut: @escaping Cut = { $0 }
    ) -> Pair {
        precondition(capacity > 0, "a connection that carries nothing")
        let client = InMemoryChannel(on: loop, capacity: capacity, cut: cut)
        let server = InMemoryChannel(on: loop, capacity: capacity, cut: cut)
        (client.other, server.other) = (server, client)
        (client.keepsOther, server.keepsOther) = (server, client)
        return Pair(client: client, server: server)
    }
}

// MARK: - What the layers above call

extension InMemoryChannel: ByteChannel {
    /// Always `nil`: put TLS above it to test TLS.
    public var security: ChannelSecurity? { nil }

    /// Bytes accepted by `send` and not yet taken by the "kernel".
    public var pendingByteCount: Int { output.count }

    /// Starts the delivery of events.
    public func start(delegate: any ByteChannelDelegate) {
        precondition(self.delegate == nil && phase != .told, "a channel was started twice")
        self.delegate = delegate
        if phase == .idle { phase = .open }
        awaitTurnEnd()
        awaitReading()
    }

    /// Appends `bytes` to the output, which leaves at the end of this turn.
    public func send(_ bytes: Span<UInt8>) {
        send { $0.append(bytes) }
    }

    /// Lets `body` append to the output.
    public func send(with body: (inout [UInt8]) -> Void) {
        guard phase == .open || phase == .idle, !outputEnds else { return }
        if output.isEmpty { lastWriteProgress = loop.now }
        body(&output)
        awaitTurnEnd()
    }

    /// Stops the delivery of input.
    public func pauseReading() {
        isPaused = true
    }

    /// Goes on delivering input.
    public func resumeReading() {
        isPaused = false
        awaitReading()
    }

    /// Half-closes after the pending output.
    public func finishSending() {
        guard phase == .open || phase == .idle else { return }
        outputEnds = true
        awaitTurnEnd()
    }

    /// Ends the connection in good order.
    public func close(linger: Duration) {
        if phase == .idle { return end(CloseReason(.requested)) }
        guard phase == .open else { return }
        phase = .closing
        outputEnds = true
        lingerTimer = loop.schedule(after: linger) { self.end(CloseReason(.lingerTimedOut)) }
        awaitTurnEnd()
        awaitReading()
    }

    /// Cuts the connection.
    public func abort() {
        end(CloseReason(.aborted))
    }

    private func awaitTurnEnd() {
        guard !awaitsTurnEnd else { return }
        awaitsTurnEnd = true
        loop.atTurnEnd(self)
    }

    /// Input is delivered in the next turn, as if a poll reported it.
    private func awaitReading() {
        guard !awaitsReading, phase == .open || phase == .closing else { return }
        awaitsReading = true
        loop.schedule(at: loop.now) {
            self.awaitsReading = false
            self.read()
        }
    }
}

// MARK: - The connection

extension InMemoryChannel: TurnParticipant {
    /// Sends what this turn produced; called by the loop.
    public func turnEnded() {
        awaitsTurnEnd = false
        if phase == .open || phase == .closing {
            if !wasOpened {
                wasOpened = true
                delegate?.channelOpened(self)
            }
            flush()
        }
        guard phase == .ended, let delegate, let endReason else { return }
        phase = .told
        self.delegate = nil
        delegate.channelClosed(self, reason: endReason)
    }

    private func flush() {
        guard let other else { return }
        let count = min(output.count, capacity - other.input.count)
        if count > 0 {
            other.input.append(contentsOf: output[..<count])
            output.removeFirst(count)
            lastWriteProgress = loop.now
            other.awaitReading()
        }
        reportFilling()
        guard output.isEmpty, outputEnds, !outputEnded, phase == .open || phase == .closing else { return }
        outputEnded = true
        other.otherEnded = true
        other.awaitReading()
        endIfBothEnded()
    }

    private func reportFilling() {
        guard phase == .open else { return }
        if isFilled {
            guard output.count <= waterMarks.low else { return }
            isFilled = false
            delegate?.channelDrained(self)
        } else if output.count > waterMarks.high {
            isFilled = true
            delegate?.channelFilled(self)
        }
    }

    private func read() {
        guard phase == .closing || phase == .open && !isPaused, !inputEnded else { return }
        if input.isEmpty {
            guard otherEnded else { return }
            inputEnded = true
            if phase == .open { delegate?.channelReceivedEnd(self) }
            return endIfBothEnded()
        }
        let count = min(input.count, max(1, cut(input.count)))
        let piece = Array(input[..<count])
        input.removeFirst(count)
        other?.awaitTurnEnd()
        awaitReading()
        if phase == .open { delegate?.channel(self, received: piece.span) }
    }

    private func endIfBothEnded() {
        guard inputEnded, outputEnded else { return }
        end(CloseReason(phase == .closing ? .requested : .endOfStream))
    }

    private func end(_ reason: CloseReason) {
        guard phase != .ended, phase != .told else { return }
        phase = .ended
        endReason = reason
        lostByteCount = output.count
        output = []
        if let lingerTimer { loop.cancel(lingerTimer) }
        lingerTimer = nil
        let partner = other
        (other, keepsOther) = (nil, nil)
        awaitTurnEnd()
        guard reason.code != .requested, reason.code != .endOfStream else { return }
        partner?.wasReset()
    }

    /// Lets everything go that may refer back to this channel.
    private func dismantle() {
        phase = .told
        (delegate, keepsOther) = (nil, nil)
    }

    /// As a reset arrives: whatever was still to be received is lost.
    private func wasReset() {
        loop.schedule(at: loop.now) {
            let error = TransportError(.connectionLost, "the other end in memory cut the connection")
            self.end(CloseReason(.reset, error))
        }
    }
}
