// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// A connected TCP socket on a loop.
///
/// One `recv` a readable event into the loop's shared buffer, one `send` a turn of everything that was sent in it;
/// writability is watched only after the kernel took less than there was. An idle connection holds no buffer.
final class SocketChannel {
    /// More pending output than this ends the connection, whatever the layers above think, in bytes.
    static let pendingLimit = 64 << 20

    private enum Phase: UInt8 {
        /// Not started: nothing is watched. → `open`, `ended`
        case idle
        /// → `closing`, `ended`
        case open
        /// `close` was called: output drains, input is discarded. → `ended`
        case closing
        /// The descriptor is gone, the delegate not told yet. → `told`
        case ended
        case told
    }

    private struct Flags: OptionSet {
        let rawValue: UInt16
        /// `channelOpened` was delivered.
        static let opened = Flags(rawValue: 1)
        /// The layer above wants no input.
        static let paused = Flags(rawValue: 2)
        /// The kernel took less than there was: nothing is sent before it reports room.
        static let blocked = Flags(rawValue: 8)
        /// `channelFilled` was delivered and `channelDrained` not.
        static let filled = Flags(rawValue: 32)
        /// The peer half-closed.
        static let inputEnded = Flags(rawValue: 64)
        /// We half-close as soon as the output has drained.
        static let outputEnds = Flags(rawValue: 128)
        /// We have half-closed.
        static let outputEnded = Flags(rawValue: 256)
        /// The end of this turn will call.
        static let awaitsTurnEnd = Flags(rawValue: 512)
        /// Open, but without a delegate until the next `start`.
        static let parked = Flags(rawValue: 4)
    }

    private let eventLoop: EventLoop
    var delegate: (any ByteChannelDelegate)?
    let peerAddress: SocketAddress?
    private var descriptor: Descriptor?
    private var watch = SocketWatch()
    private var phase = Phase.idle
    private var flags: Flags = []
    private var output = OutputQueue()
    /// As the queue says; apart, because it is asked for several times with every message.
    private(set) var pendingByteCount = 0
    private var marks = WaterMarks()
    private(set) var lastWriteProgress: LoopInstant
    private var lingerTimer: TimerID?
    private var endReason: CloseReason?
    private(set) var lostByteCount = 0

    /// Takes a connected, non-blocking socket over; nothing is watched before ``start(delegate:)``.
    init(on loop: EventLoop, owning descriptor: consuming Descriptor, peer: SocketAddress?) {
        eventLoop = loop
        self.descriptor = consume descriptor
        peerAddress = peer
        lastWriteProgress = loop.now
    }
}

// MARK: - What the layers above call

extension SocketChannel: ParkingChannel {
    var loop: any Loop { eventLoop }

    var security: ChannelSecurity? { nil }

    var waterMarks: WaterMarks {
        get { marks }
        set { marks = newValue }
    }

    func start(delegate: any ByteChannelDelegate) {
        eventLoop.preconditionOnLoop()
        precondition(self.delegate == nil && phase != .told, "a channel was started twice")
        self.delegate = delegate
        flags.remove(.parked)
        if phase == .idle { open() } else { updateWatch() }
        awaitTurnEnd()
    }

    func park() {
        eventLoop.preconditionOnLoop()
        delegate = nil
        flags.insert(.parked)
        flags.remove(.opened)
    }

    func send(_ bytes: Span<UInt8>) {
        guard beginSend() else { return }
        finishSend(output.append(bytes, from: eventLoop.buffers))
    }

    func send(with body: (inout [UInt8]) -> Void) {
        guard beginSend() else { return }
        finishSend(output.append(from: eventLoop.buffers, body))
    }

    func pauseReading() {
        eventLoop.preconditionOnLoop()
        // epoll is told only if input really comes meanwhile.
        flags.insert(.paused)
    }

    func resumeReading() {
        eventLoop.preconditionOnLoop()
        flags.remove(.paused)
        updateWatch()
    }

    func finishSending() {
        eventLoop.preconditionOnLoop()
        guard phase == .idle || phase == .open else { return }
        flags.insert(.outputEnds)
        awaitTurnEnd()
    }

    func close(linger: Duration) {
        eventLoop.preconditionOnLoop()
        if phase == .idle { return end(CloseReason(.requested)) }
        guard phase == .open else { return }
        phase = .closing
        flags.insert(.outputEnds)
        armLinger(linger, periodsLeft: Self.longestLingerPeriodCount)
        updateWatch()
        awaitTurnEnd()
    }

    func abort() {
        eventLoop.preconditionOnLoop()
        end(CloseReason(.aborted))
    }

    private func beginSend() -> Bool {
        eventLoop.preconditionOnLoop()
        guard phase == .open || phase == .idle, !flags.contains(.outputEnds) else { return false }
        if pendingByteCount == 0 { lastWriteProgress = eventLoop.now }
        return true
    }

    private func finishSend(_ byteCount: Int) {
        pendingByteCount += byteCount
        guard pendingByteCount <= Self.pendingLimit else { return end(CloseReason(.overflowed)) }
        // While blocked only the report that it is filled is due; the rest waits for room.
        let mustReport = !flags.contains(.filled) && pendingByteCount > marks.high
        if mustReport || !flags.contains(.blocked) { awaitTurnEnd() }
    }

    private func awaitTurnEnd() {
        guard !flags.contains(.awaitsTurnEnd) else { return }
        flags.insert(.awaitsTurnEnd)
        eventLoop.atTurnEnd(self)
    }
}

// MARK: - The end of a turn

extension SocketChannel: TurnParticipant {
    func turnEnded() {
        flags.remove(.awaitsTurnEnd)
        if phase == .open || phase == .closing {
            if !flags.contains(.opened), let delegate {
                flags.insert(.opened)
                delegate.channelOpened(self)
            }
            flush()
        }
        if phase == .ended { tellEnd() }
    }

    private func flush() {
        while pendingByteCount > 0, !flags.contains(.blocked), let number = descriptor?.number {
            let sent = output.withFirst { Socket.send($0, on: number) }
            guard let sent else {
                guard Errno.current == EAGAIN else { return fail("a connection could not be written") }
                block()
                break
            }
            lastWriteProgress = eventLoop.now
            pendingByteCount -= sent
            if !output.consume(sent, to: eventLoop.buffers) { block() }
        }
        reportFilling()
        endOutputIfDrained()
    }

    private func block() {
        flags.insert(.blocked)
        updateWatch()
    }

    private func reportFilling() {
        guard phase == .open else { return }
        if flags.contains(.filled) {
            guard pendingByteCount <= marks.low else { return }
            flags.remove(.filled)
            delegate?.channelDrained(self)
        } else if pendingByteCount > marks.high {
            flags.insert(.filled)
            delegate?.channelFilled(self)
        }
    }

    private func endOutputIfDrained() {
        guard pendingByteCount == 0, flags.contains(.outputEnds), !flags.contains(.outputEnded) else { return }
        guard phase == .open || phase == .closing, let number = descriptor?.number else { return }
        flags.insert(.outputEnded)
        Socket.halfClose(number)
        endIfBothEnded()
    }

    private func endIfBothEnded() {
        guard flags.isSuperset(of: [.inputEnded, .outputEnded]) else { return }
        end(CloseReason(phase == .closing ? .requested : .endOfStream))
    }

    private func tellEnd() {
        guard let delegate, let endReason else { return }
        phase = .told
        self.delegate = nil
        delegate.channelClosed(self, reason: endReason)
    }
}

// MARK: - Events of the socket

extension SocketChannel: PollHandler {
    func ready(for events: PollEvents) {
        if events.contains(.writable), flags.contains(.blocked) {
            flags.remove(.blocked)
            updateWatch()
            flush()
        }
        if events.contains(.readable) || events.contains(.hungUp) { read(hungUp: events.contains(.hungUp)) }
    }

    func loopStopped() {
        end(CloseReason(.loopStopped, TransportError(.loopStopped, "the loop was shut down")))
    }

    private func read(hungUp: Bool) {
        guard phase == .open || phase == .closing, let number = descriptor?.number else { return }
        guard wantsInput else {
            updateWatch()
            if hungUp { suspendAfterHangUp() }
            return
        }
        let count = Socket.receive(into: eventLoop.readBuffer, from: number) ?? -1
        if count > 0 {
            guard phase == .open else { return }
            eventLoop.readBuffer.withBytes(count) { delegate?.channel(self, received: $0) }
        } else if count == 0 {
            flags.insert(.inputEnded)
            updateWatch()
            if phase == .open { delegate?.channelReceivedEnd(self) }
            endIfBothEnded()
        } else if Errno.current != EAGAIN {
            fail("a connection could not be read")
        }
    }

    /// A hang-up cannot be masked out: unless it is an error, epoll forgets the socket until input is wanted again.
    private func suspendAfterHangUp() {
        guard let number = descriptor?.number else { return }
        let error = Socket.pendingError(of: number)
        guard error == 0 else {
            return end(CloseReason(.reset, .system(.connectionLost, "a connection broke", number: error)))
        }
        watch.suspend(number, on: eventLoop)
    }

    /// A slow reader gets its pending output as long as it takes some in each period.
    private func armLinger(_ linger: Duration, periodsLeft: Int) {
        let start = eventLoop.now
        lingerTimer = eventLoop.schedule(after: linger) {
            self.lingerTimer = nil
            guard self.lastWriteProgress > start, periodsLeft > 1 else {
                return self.end(CloseReason(.lingerTimedOut))
            }
            self.armLinger(linger, periodsLeft: periodsLeft - 1)
        }
    }

    private static let longestLingerPeriodCount = 100

    private func fail(_ action: String) {
        end(CloseReason(.reset, .system(.connectionLost, action)))
    }
}

// MARK: - Watching and ending

extension SocketChannel {
    private var wantsInput: Bool {
        guard flags.isDisjoint(with: [.inputEnded, .parked]) else { return false }
        return phase == .closing || phase == .open && !flags.contains(.paused)
    }

    private var wanted: PollEvents {
        var events: PollEvents = []
        if wantsInput { events.insert(.readable) }
        if flags.contains(.blocked) { events.insert(.writable) }
        return events
    }

    private func open() {
        guard let number = descriptor?.number else { return }
        phase = .open
        do throws(TransportError) {
            try watch.begin(number, for: wanted, handler: self, on: eventLoop)
        } catch {
            end(CloseReason(error.code == .loopStopped ? .loopStopped : .reset, error))
        }
    }

    /// Tells epoll what is wanted from now on.
    private func updateWatch() {
        guard phase == .open || phase == .closing, let number = descriptor?.number else { return }
        watch.update(number, for: wanted, on: eventLoop)
    }

    /// Anything but an orderly end is a reset, so that neither side keeps state for what is not wanted any more.
    private func isOrderly(_ code: CloseReason.Code) -> Bool {
        switch code {
        case .requested, .endOfStream: true
        // Whoever was sent all there was, a last answer perhaps, is to receive it after the end of this process, too.
        case .loopStopped: pendingByteCount == 0
        default: false
        }
    }

    private func end(_ reason: CloseReason) {
        guard phase != .ended, phase != .told else { return }
        phase = .ended
        endReason = reason
        if let number = descriptor?.number, !isOrderly(reason.code) { Socket.resetOnClose(number) }
        watch.end(on: eventLoop)
        descriptor = nil
        lostByteCount = pendingByteCount
        output.removeAll(to: eventLoop.buffers)
        pendingByteCount = 0
        if let lingerTimer { eventLoop.cancel(lingerTimer) }
        lingerTimer = nil
        awaitTurnEnd()
    }
}
