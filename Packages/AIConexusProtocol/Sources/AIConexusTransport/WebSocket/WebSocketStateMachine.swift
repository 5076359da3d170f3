// SPDX-License-Identifier: MIT

/// One side of a WebSocket connection after its opening handshake: bytes in, actions and bytes out.
///
/// It does no I/O, reads no clock and draws no random numbers. The shell feeds it what was read until it says
/// ``WebSocketAction/wait``, performs the actions, starts the timers of ``takeTimer()``, and lets it append frames to the
/// connection's output buffer. Source: RFC 6455 §5 to §8, RFC 7692.
public struct WebSocketStateMachine: ~Copyable {
    /// Where a connection is in its life.
    public enum State: Hashable, Sendable {
        /// Messages flow both ways. → closing, ended
        case open
        /// Our Close was sent and the peer's has not come; data that arrives is discarded. → ended
        case closing(WebSocketCloseReason)
        /// Nothing more is sent, and whatever is received is discarded.
        case ended(WebSocketClosure)
    }

    /// Where the connection is in its life.
    public private(set) var state = State.open

    let role: WebSocketRole
    let configuration: WebSocketConfiguration
    var maskingKeys: WebSocketMaskingKeys?
    var deflater: WebSocketMessageDeflater?
    private var decoder: WebSocketFrameDecoder
    private var assembler: WebSocketMessageAssembler
    /// The payload of a control frame that comes in several reads.
    private var control: [UInt8] = []
    private var liveness: WebSocketLiveness
    private var requestedTimer: WebSocketTimer?

    /// Starts a server's side.
    ///
    /// - Parameters:
    ///   - configuration: limits and habits.
    ///   - compression: what the handshake agreed on.
    ///   - pool: zlib streams of this thread; without one the connection has its own.
    public init(
        server configuration: WebSocketConfiguration,
        compression: WebSocketCompressionAgreement? = nil,
        pool: WebSocketCompressionPool? = nil
    ) {
        self.init(.server, configuration, nil, compression, pool)
    }

    /// Starts a client's side.
    ///
    /// - Parameters:
    ///   - configuration: limits and habits.
    ///   - maskingKeys: made from a fresh random seed.
    ///   - compression: what the handshake agreed on.
    ///   - pool: zlib streams of this thread; without one the connection has its own.
    public init(
        client configuration: WebSocketConfiguration,
        maskingKeys: WebSocketMaskingKeys,
        compression: WebSocketCompressionAgreement? = nil,
        pool: WebSocketCompressionPool? = nil
    ) {
        self.init(.client, configuration, maskingKeys, compression, pool)
    }

    private init(
        _ role: WebSocketRole,
        _ configuration: WebSocketConfiguration,
        _ maskingKeys: WebSocketMaskingKeys?,
        _ compression: WebSocketCompressionAgreement?,
        _ pool: WebSocketCompressionPool?
    ) {
        self.role = role
        self.configuration = configuration
        self.maskingKeys = maskingKeys
        decoder = WebSocketFrameDecoder(
            role: role,
            configuration: configuration,
            acceptsCompressed: compression != nil
        )
        var inflater: WebSocketMessageInflater?
        if let compression {
            let wishes = configuration.compression ?? WebSocketCompressionConfiguration()
            let pool = pool ?? WebSocketCompressionPool()
            inflater = WebSocketMessageInflater(compression, receivedBy: role, pool: pool)
            deflater = WebSocketMessageDeflater(compression, sentBy: role, wishes, pool: pool)
        }
        assembler = WebSocketMessageAssembler(configuration: configuration, inflater: inflater)
        liveness = WebSocketLiveness()
        if let interval = configuration.keepAliveInterval {
            requestedTimer = WebSocketTimer(purpose: .keepAlive, delay: interval)
        }
    }

    /// Whether messages flow; unlike `==` it compares no reasons.
    var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// The timer that the last events made necessary, if any; the shell asks after every event.
    public mutating func takeTimer() -> WebSocketTimer? {
        guard let timer = requestedTimer else { return nil }
        requestedTimer = nil
        return timer
    }
}

// MARK: - Receiving

extension WebSocketStateMachine {
    /// Bytes came from the peer; to be called again, with the same bytes, until it returns ``WebSocketAction/wait``.
    ///
    /// - Parameters:
    ///   - input: what was read.
    ///   - position: where to go on, 0 for the first call; moved behind what was taken.
    ///   - scratch: a buffer which a payload may be unmasked into; its contents are replaced.
    /// - Returns: what to do.
    public mutating func received(
        _ input: Span<UInt8>,
        from position: inout Int,
        scratch: inout [UInt8]
    ) -> WebSocketAction {
        liveness.receivedBytes()
        do throws(WebSocketError) {
            while true {
                if case .ended = state { break }
                guard let piece = try decoder.next(input, from: &position) else {
                    watchUnfinishedMessage()
                    return .wait
                }
                if let action = try take(piece, of: input, scratch: &scratch) { return action }
            }
        } catch {
            position = input.count
            return fail(error)
        }
        position = input.count
        return .wait
    }

    private mutating func take(
        _ piece: WebSocketFramePiece,
        of input: Span<UInt8>,
        scratch: inout [UInt8]
    ) throws(WebSocketError) -> WebSocketAction? {
        if piece.header.opcode.isControl { return try takeControl(piece, of: input, scratch: &scratch) }
        // After our Close the peer's messages come too late, and only its Close is awaited (RFC 6455 §1.4).
        guard isOpen else { return nil }
        guard let message = try assembler.take(piece, of: input, scratch: &scratch) else { return nil }
        liveness.receivedMessage()
        return .deliver(message.kind, message.payload)
    }

    private mutating func takeControl(
        _ piece: WebSocketFramePiece,
        of input: Span<UInt8>,
        scratch: inout [UInt8]
    ) throws(WebSocketError) -> WebSocketAction? {
        let payload: WebSocketPayload
        if piece.isStart, piece.isEnd {
            scratch.removeAll(keepingCapacity: true)
            scratch.append(piece, of: input)
            payload = .scratch
        } else {
            control.append(piece, of: input)
            guard piece.isEnd else { return nil }
            payload = .bytes(control)
            control = []
        }
        switch piece.header.opcode {
        case .ping: return isOpen ? .answerPing(payload) : nil
        case .pong: return isOpen ? .receivedPong(payload) : nil
        case .close:
            return receivedClose(try payload.withSpan(in: input, scratch: scratch, Self.closeReason))
        case .text, .binary, .continuation: preconditionFailure("a data frame is not a control frame")
        }
    }

    private mutating func receivedClose(_ reason: WebSocketCloseReason) -> WebSocketAction {
        switch state {
        case .open:
            // RFC 6455 §5.5.1: the answer "typically echos the status code".
            let echo = closeFrame(WebSocketCloseReason(reason.code))
            state = .ended(.received(reason))
            return .end(.received(reason), frame: echo)
        case .closing(let ours):
            state = .ended(.sent(ours))
            return .end(.sent(ours), frame: [])
        case .ended: preconditionFailure("receivedClose in .ended")
        }
    }

    private mutating func fail(_ error: WebSocketError) -> WebSocketAction {
        switch state {
        case .open:
            let frame = closeFrame(WebSocketCloseReason(error.closeCode, error.message))
            state = .ended(.failed(error))
            return .end(.failed(error), frame: frame)
        case .closing(let ours):
            state = .ended(.sent(ours))
            return .end(.sent(ours), frame: [])
        case .ended: return .wait
        }
    }

    private mutating func watchUnfinishedMessage() {
        guard decoder.isWithinFrame || assembler.isWithinMessage, isOpen else { return }
        guard let timeout = configuration.messageTimeout, liveness.watchMessage() else { return }
        requestedTimer = WebSocketTimer(purpose: .message, delay: timeout)
    }
}

// MARK: - Other events

extension WebSocketStateMachine {
    /// The peer's side of the transport ended.
    public mutating func receivedEnd() -> WebSocketAction {
        switch state {
        case .open:
            state = .ended(.cutOff)
            return .end(.cutOff, frame: [])
        case .closing(let ours):
            state = .ended(.sent(ours))
            return .end(.sent(ours), frame: [])
        case .ended: return .wait
        }
    }

    /// A timer of ``takeTimer()`` fired.
    public mutating func timerFired(_ timer: WebSocketTimer) -> WebSocketAction {
        switch (timer.purpose, state) {
        case (.message, .open): return messageTimerFired(timer)
        case (.keepAlive, .open): return keepAliveTimerFired(timer)
        case (.close, .closing(let ours)):
            state = .ended(.sent(ours))
            return .end(.sent(ours), frame: [])
        case (.close, .open): preconditionFailure("close timer in .open")
        case (_, .closing), (_, .ended): return .wait
        }
    }

    private mutating func messageTimerFired(_ timer: WebSocketTimer) -> WebSocketAction {
        guard decoder.isWithinFrame || assembler.isWithinMessage else {
            liveness.stopWatchingMessage()
            return .wait
        }
        guard liveness.isWatchedMessageCurrent else {
            liveness.rewatchMessage()
            requestedTimer = timer
            return .wait
        }
        return fail(WebSocketError(.unresponsive, .policyViolation, "message was not finished in time"))
    }

    private mutating func keepAliveTimerFired(_ timer: WebSocketTimer) -> WebSocketAction {
        switch liveness.keepAlivePassed() {
        case .alive:
            requestedTimer = timer
            return .wait
        case .silent:
            requestedTimer = timer
            return .sendPing
        case .dead: return fail(WebSocketError(.unresponsive, .heartbeatMissed, "ping was not answered"))
        }
    }

    mutating func begin(closing reason: WebSocketCloseReason) {
        state = .closing(reason)
        requestedTimer = WebSocketTimer(purpose: .close, delay: configuration.closeTimeout)
    }
}
