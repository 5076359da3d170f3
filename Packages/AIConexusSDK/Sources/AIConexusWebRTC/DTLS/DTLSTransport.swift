// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport
internal import COpenSSL

/// What a ``DTLSTransport`` tells the layer above, on the loop's thread.
protocol DTLSTransportDelegate: AnyObject {
    /// The handshake is done and the peer's certificate is the expected one.
    func transportConnected(_ transport: DTLSTransport)

    /// A packet came. The memory is reused after the call.
    func transport(_ transport: DTLSTransport, received packet: Span<UInt8>)

    /// The transport is over; always the last call. `nil` when the peer ended it in order.
    func transport(_ transport: DTLSTransport, ended error: PeerConnectionError?)
}

/// DTLS above something that carries datagrams: the handshake, its retransmission, and packets in both directions.
///
/// Packets that are sent during a turn of the loop leave together at its end. Datagrams that come before
/// ``start(as:expecting:)`` are kept, up to a bound: the peer's first flight often overtakes its description.
@safe
final class DTLSTransport {
    /// The two ends of a handshake.
    enum Role {
        /// Speaks first; the active side of a description (RFC 8842 §5).
        case client
        /// Waits.
        case server
    }

    private enum State {
        /// Waits for `start`; next `handshaking` or `ended`.
        case idle
        /// Next `connected` or `ended`.
        case handshaking
        /// Next `ended`.
        case connected
        case ended
    }

    /// What every path lets through; IPv6 promises 1 280 with its headers (RFC 8831 §5).
    static let datagramByteCount = 1_200
    /// The first byte of a DTLS record (RFC 7983 §7).
    private static let firstBytes: ClosedRange<UInt8> = 20...63
    /// How many datagrams are kept before the start.
    private static let earlyLimit = 16
    /// The largest plaintext of a record (RFC 6347 §4.1.1).
    private static let recordByteCount = 16_384

    weak var delegate: (any DTLSTransportDelegate)?
    private let loop: EventLoop
    private let lower: ICETransport
    private let ssl: OpaquePointer
    private let context: DTLSContext
    private var state = State.idle
    private var expected: [Fingerprint] = []
    private(set) var peerFingerprint: Fingerprint?
    private var refused: Fingerprint?
    private var early: [[UInt8]] = []
    private var timer: TimerID?
    /// The datagram in hand, empty outside of `received`.
    private var input = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var output = DatagramBatch()
    private var isFlushPending = false

    /// Prepares a transport.
    ///
    /// - Throws: `resourcesExhausted`.
    init(_ certificate: Certificate, above lower: ICETransport, on loop: EventLoop) throws(PeerConnectionError) {
        OpenSSLErrors.clear()
        context = certificate.context
        guard let ssl = unsafe SSL_new(context.pointer) else { throw Self.exhausted() }
        unsafe self.ssl = ssl
        self.loop = loop
        self.lower = lower
        guard let method = unsafe DatagramBIO.method, let bio = unsafe BIO_new(method) else { throw Self.exhausted() }
        // Every call into OpenSSL that may use the BIO comes from a method of ours: we outlive it.
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        // One BIO for both directions: the SSL owns it.
        unsafe SSL_set_bio(ssl, bio, bio)
        unsafe COpenSSL_SSL_set_mtu(ssl, Self.datagramByteCount)
        unsafe DTLS_set_timer_cb(ssl, retransmissionDelay)
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    /// Whether the handshake has yet to begin.
    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// Begins the handshake.
    ///
    /// - Parameters:
    ///   - role: which end we are.
    ///   - expected: the fingerprints that the peer's description names; its certificate must have one of them.
    func start(as role: Role, expecting expected: [Fingerprint]) {
        guard case .idle = state else { preconditionFailure("DTLS was started twice") }
        self.expected = expected
        state = .handshaking
        if role == .client { unsafe SSL_set_connect_state(ssl) } else { unsafe SSL_set_accept_state(ssl) }
        handshake()
        let early = early
        self.early = []
        for datagram in early { received(datagram.span) }
    }

    /// Takes a datagram from below.
    func received(_ datagram: Span<UInt8>) {
        guard !datagram.isEmpty, Self.firstBytes.contains(datagram[0]) else { return }
        switch state {
        case .idle:
            if early.count < Self.earlyLimit { early.append([UInt8](copying: datagram)) }
        case .handshaking, .connected:
            unsafe datagram.withUnsafeBufferPointer { buffer in
                unsafe input = buffer
                if case .handshaking = state { handshake() }
                if case .connected = state { read() }
                unsafe input = UnsafeBufferPointer(start: nil, count: 0)
            }
        case .ended: break
        }
    }

    /// Encrypts a packet; it leaves at the end of the turn.
    ///
    /// Ignored unless connected.
    func send(_ packet: Span<UInt8>) {
        guard case .connected = state else { return }
        OpenSSLErrors.clear()
        // What does not fit a datagram is an error of the layer above, and a lost packet to it.
        _ = unsafe packet.withUnsafeBufferPointer { unsafe SSL_write(ssl, $0.baseAddress, Int32($0.count)) }
    }

    /// Tells the peer that nothing more will come, and ends.
    ///
    /// Nothing is called back any more.
    func close() {
        if case .connected = state {
            OpenSSLErrors.clear()
            _ = unsafe SSL_shutdown(ssl)
            turnEnded()
        }
        delegate = nil
        end(nil)
    }
}

// MARK: - Handshake and records

extension DTLSTransport {
    private func handshake() {
        OpenSSLErrors.clear()
        let status = unsafe SSL_do_handshake(ssl)
        if status == 1 {
            state = .connected
            cancelTimer()
            delegate?.transportConnected(self)
            return
        }
        if unsafe SSL_get_error(ssl, status) == SSL_ERROR_WANT_READ { return setTimer() }
        let reasons = OpenSSLErrors.drain()
        // The alert that OpenSSL wrote for the peer leaves first.
        turnEnded()
        guard let refused else { return end(PeerConnectionError(.dtlsFailed, "the DTLS handshake failed: \(reasons)")) }
        end(PeerConnectionError(.fingerprintMismatch, "the peer's certificate has the fingerprint \(refused)"))
    }

    private func read() {
        var scratch = loop.buffers.take()
        defer { loop.buffers.give(&scratch) }
        while case .connected = state {
            OpenSSLErrors.clear()
            scratch.removeAll(keepingCapacity: true)
            var status: Int32 = 0
            scratch.append(addingCapacity: Self.recordByteCount) { output in
                unsafe output.withUnsafeMutableBufferPointer { memory, count in
                    status = unsafe SSL_read(ssl, memory.baseAddress, Int32(Self.recordByteCount))
                    count = max(0, Int(status))
                }
            }
            guard status <= 0 else {
                delegate?.transport(self, received: scratch.span)
                continue
            }
            switch unsafe SSL_get_error(ssl, status) {
            case SSL_ERROR_WANT_READ: return
            case SSL_ERROR_ZERO_RETURN: end(nil)
            default:
                let reasons = OpenSSLErrors.drain()
                end(PeerConnectionError(.dtlsFailed, "a DTLS record could not be read: \(reasons)"))
            }
        }
    }

    private func end(_ error: PeerConnectionError?) {
        if case .ended = state { return }
        state = .ended
        early = []
        cancelTimer()
        delegate?.transport(self, ended: error)
    }

    private static func exhausted() -> PeerConnectionError {
        PeerConnectionError(.resourcesExhausted, "a DTLS transport could not be made: \(OpenSSLErrors.drain())")
    }
}

// MARK: - Retransmission

extension DTLSTransport {
    private func setTimer() {
        cancelTimer()
        var left = timeval()
        guard unsafe COpenSSL_DTLSv1_get_timeout(ssl, &left) != 0 else { return }
        timer = loop.schedule(after: .seconds(left.tv_sec) + .microseconds(left.tv_usec)) { [weak self] in
            self?.timerFired()
        }
    }

    private func timerFired() {
        timer = nil
        guard case .handshaking = state else { return }
        OpenSSLErrors.clear()
        guard unsafe COpenSSL_DTLSv1_handle_timeout(ssl) >= 0 else {
            return end(PeerConnectionError(.dtlsFailed, "the peer did not answer the DTLS handshake"))
        }
        setTimer()
    }

    private func cancelTimer() {
        if let timer { loop.cancel(timer) }
        timer = nil
    }
}

/// How long OpenSSL waits before it repeats a flight, in microseconds: 100 ms, then twice as long each time, up to 1 s.
///
/// Its own first delay of a second is most of a connection's setup time when one packet is lost.
private func retransmissionDelay(_ ssl: OpaquePointer?, _ last: UInt32) -> UInt32 {
    last == 0 ? 100_000 : min(last * 2, 1_000_000)
}

// MARK: - What OpenSSL calls

extension DTLSTransport: TurnParticipant {
    /// Whether the peer's description names this certificate.
    func accepts(_ fingerprint: Fingerprint) -> Bool {
        guard expected.contains(fingerprint) else {
            refused = fingerprint
            return false
        }
        peerFingerprint = fingerprint
        return true
    }

    /// Moves the datagram in hand to OpenSSL; returns how many bytes, 0 when there is none.
    func takeInput(_ target: UnsafeMutableRawPointer, _ wanted: Int) -> Int {
        let count = min(wanted, unsafe input.count)
        guard count > 0, let source = unsafe input.baseAddress else { return 0 }
        unsafe target.copyMemory(from: source, byteCount: count)
        unsafe input = UnsafeBufferPointer(start: nil, count: 0)
        return count
    }

    /// Keeps a datagram of OpenSSL's for the turn's end.
    func putOutput(_ datagram: Span<UInt8>) {
        output.append(datagram)
        guard !isFlushPending else { return }
        isFlushPending = true
        loop.atTurnEnd(self)
    }

    /// Hands the turn's datagrams to the layer below.
    func turnEnded() {
        isFlushPending = false
        lower.send(output)
        output.removeAll()
    }
}
#endif
