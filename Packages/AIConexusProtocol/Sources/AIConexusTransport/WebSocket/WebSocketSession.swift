// SPDX-License-Identifier: MIT

/// A ``WebSocketStateMachine`` on a channel: messages go to a delegate, and what is sent to the peer.
///
/// Made by ``HTTPExchange/upgrade(_:configuration:pool:delegate:)`` on a server and by ``WebSocketClient`` on a client.
/// The channel keeps it alive until it is closed. Everything happens on the channel's loop; no method calls the
/// delegate.
public final class WebSocketSession {
    /// What the opening handshake agreed on.
    public let upgrade: WebSocketUpgrade

    private let channel: any ByteChannel
    private var machine: WebSocketStateMachine
    private var delegate: (any WebSocketSessionDelegate)?
    private var isFilled = false
    /// The last ping that came while the peer took no output (RFC 6455 §5.5.3 lets the others go unanswered).
    private var unansweredPing: [UInt8]?
    /// Those that run, by purpose.
    private var timers = InlineArray<3, TimerID?>(repeating: nil)
    /// What the delegate is still to be told after ``abort()``.
    private var abortedClosure: WebSocketClosure?

    init(
        _ channel: any ByteChannel,
        _ upgrade: WebSocketUpgrade,
        _ machine: consuming WebSocketStateMachine,
        delegate: any WebSocketSessionDelegate
    ) {
        self.channel = channel
        self.upgrade = upgrade
        self.machine = machine
        self.delegate = delegate
    }

    /// The loop that the session belongs to.
    public var loop: any Loop { channel.loop }

    /// The peer's address, unknown in memory.
    public var peerAddress: SocketAddress? { channel.peerAddress }

    /// Where the session is in its life.
    public var state: WebSocketStateMachine.State { machine.state }

    /// Bytes sent and not yet taken by the kernel.
    public var pendingByteCount: Int { channel.pendingByteCount }

    /// Bytes sent that the kernel had not taken when the session ended: 0 before `ended`.
    ///
    /// The answer to the peer's Close is not among them.
    public private(set) var lostByteCount = 0

    /// When the peer last took output; while nothing is pending, when output last became pending.
    public var lastWriteProgress: LoopInstant { channel.lastWriteProgress }

    /// Between which amounts of pending bytes the delegate hears `sessionFilled` and `sessionDrained`.
    public var waterMarks: WaterMarks {
        get { channel.waterMarks }
        set { channel.waterMarks = newValue }
    }
}

// MARK: - Sending

extension WebSocketSession {
    /// Sends a text message.
    ///
    /// - Parameter text: valid UTF-8, which is not checked again.
    /// - Returns: `false` when the session is closing or over.
    @discardableResult
    public func sendText(_ text: Span<UInt8>) -> Bool {
        var isSent = false
        channel.send { isSent = machine.sendText(text, to: &$0) }
        return isSent
    }

    /// Sends a binary message.
    ///
    /// - Parameter bytes: the message.
    /// - Returns: `false` when the session is closing or over.
    @discardableResult
    public func sendBinary(_ bytes: Span<UInt8>) -> Bool {
        var isSent = false
        channel.send { isSent = machine.sendBinary(bytes, to: &$0) }
        return isSent
    }

    /// Sends a ping.
    ///
    /// - Parameter payload: what the pong will repeat, at most 125 bytes.
    public func sendPing(_ payload: Span<UInt8> = Span()) {
        channel.send { machine.sendPing(payload, to: &$0) }
    }

    /// Begins the closing handshake; `ended` follows, within the configuration's close timeout at the latest.
    ///
    /// - Parameter reason: why; does nothing when the session is closing or over.
    public func close(_ reason: WebSocketCloseReason) {
        channel.send { machine.sendClose(reason, to: &$0) }
        startTimer()
    }

    /// Cuts the connection without a word; `ended` follows, and no message before it.
    public func abort() {
        if case .end(let closure, _) = machine.receivedEnd() { abortedClosure = closure }
        channel.abort()
    }

    /// Stops reading, so that the peer meets back-pressure; messages of the present read still come.
    public func pauseReading() {
        channel.pauseReading()
    }

    /// Goes on reading.
    public func resumeReading() {
        channel.resumeReading()
    }
}

// MARK: - Events of the channel

extension WebSocketSession: ByteChannelDelegate {
    /// Feeds the machine and delivers what it finds.
    public func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        var scratch = channel.loop.buffers.take()
        var position = 0
        while true {
            let action = machine.received(bytes, from: &position, scratch: &scratch)
            guard perform(action, bytes, scratch) else { break }
        }
        channel.loop.buffers.give(&scratch)
        startTimer()
    }

    /// Ends the session.
    public func channelReceivedEnd(_ channel: any ByteChannel) {
        _ = perform(machine.receivedEnd(), Span(), [])
        channel.close()
    }

    /// Reports that the peer does not keep up.
    public func channelFilled(_ channel: any ByteChannel) {
        isFilled = true
        delegate?.sessionFilled(self)
    }

    /// Answers the last ping, and reports that the peer keeps up again.
    public func channelDrained(_ channel: any ByteChannel) {
        isFilled = false
        if let payload = unansweredPing {
            unansweredPing = nil
            channel.send { machine.sendPong(payload.span, to: &$0) }
        }
        delegate?.sessionDrained(self)
    }

    /// Ends the session if it has not ended before.
    public func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        if let abortedClosure {
            lostByteCount = channel.lostByteCount
            return end(abortedClosure)
        }
        _ = perform(machine.receivedEnd(), Span(), [])
    }

    /// Does what the machine wants.
    ///
    /// - Returns: whether the machine is to be asked again.
    private func perform(_ action: WebSocketAction, _ input: Span<UInt8>, _ scratch: borrowing [UInt8]) -> Bool {
        switch action {
        case .wait: return false
        case .deliver(.text, let payload):
            payload.withSpan(in: input, scratch: scratch) { delegate?.session(self, receivedText: $0) }
        case .deliver(.binary, let payload):
            payload.withSpan(in: input, scratch: scratch) { delegate?.session(self, receivedBinary: $0) }
        case .answerPing(let payload): payload.withSpan(in: input, scratch: scratch, answerPing)
        case .receivedPong(let payload):
            payload.withSpan(in: input, scratch: scratch) { delegate?.session(self, receivedPong: $0) }
        case .sendPing: sendPing()
        case .end(let closure, let frame):
            lostByteCount = channel.pendingByteCount + channel.lostByteCount
            channel.send(frame.span)
            channel.close(linger: machine.configuration.closeTimeout)
            end(closure)
        }
        return true
    }

    private func end(_ closure: WebSocketClosure) {
        // A peer that comes and goes would leave them until they are due.
        for index in timers.indices {
            if let timer = timers[index] { channel.loop.cancel(timer) }
            timers[index] = nil
        }
        let delegate = delegate
        self.delegate = nil
        delegate?.session(self, ended: closure)
    }

    private func answerPing(_ payload: Span<UInt8>) {
        if isFilled {
            unansweredPing = [UInt8](copying: payload)
        } else {
            channel.send { machine.sendPong(payload, to: &$0) }
        }
    }

    private func startTimer() {
        guard let timer = machine.takeTimer() else { return }
        if case .ended = machine.state { return }
        timers[timer.purpose.rawValue] = channel.loop.schedule(after: timer.delay) { [weak self] in
            guard let self else { return }
            timers[timer.purpose.rawValue] = nil
            _ = perform(machine.timerFired(timer), Span(), [])
            startTimer()
        }
    }
}

extension WebSocketSession: HTTPSuccessor {
    func takeOver(_ input: [UInt8]) {
        startTimer()
        if !input.isEmpty { channel(channel, received: input.span) }
    }
}
