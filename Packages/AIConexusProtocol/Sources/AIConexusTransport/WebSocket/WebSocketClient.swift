// SPDX-License-Identifier: MIT

/// The opening handshake of a client on a channel, up to a ``WebSocketSession``.
///
/// Make it with an unstarted channel and call ``start()``; the channel keeps it alive. Everything happens on the
/// channel's loop.
public final class WebSocketClient {
    /// Hears, once, of the session or of the failure: a ``WebSocketHandshakeError``, ``HTTPError`` or
    /// ``TransportError``.
    public typealias Completion = (Result<WebSocketSession, any Error>) -> Void

    private let channel: any ByteChannel
    private let handshake: WebSocketClientHandshake
    private let configuration: WebSocketConfiguration
    private let pool: WebSocketCompressionPool?
    private let timeout: Duration
    private let delegate: any WebSocketSessionDelegate
    private var completion: Completion?
    private var response: HTTPClientMachine
    private var timer: TimerID?

    /// Creates a handshake on a channel.
    ///
    /// - Parameters:
    ///   - channel: not started.
    ///   - handshake: with a fresh key.
    ///   - configuration: limits and habits of the session.
    ///   - pool: zlib streams of this loop.
    ///   - timeout: from ``start()`` to the server's answer.
    ///   - delegate: hears of messages; nothing before `completion`.
    ///   - completion: hears of the session or the failure.
    public init(
        _ channel: any ByteChannel,
        _ handshake: WebSocketClientHandshake,
        configuration: WebSocketConfiguration = WebSocketConfiguration(),
        pool: WebSocketCompressionPool? = nil,
        timeout: Duration = .seconds(10),
        delegate: any WebSocketSessionDelegate,
        completion: @escaping Completion
    ) {
        self.channel = channel
        self.handshake = handshake
        self.configuration = configuration
        self.pool = pool
        self.timeout = timeout
        self.delegate = delegate
        self.completion = completion
        response = HTTPClientMachine(responseTo: .get)
    }

    /// Sends the request as soon as the channel is open.
    public func start() {
        timer = channel.loop.schedule(after: timeout) { [weak self] in
            self?.fail(TransportError(.timedOut, "no answer to the opening handshake in time"))
        }
        channel.start(delegate: self)
    }

    /// Gives the handshake up; the completion hears nothing.
    public func cancel() {
        completion = nil
        stopTimer()
        channel.abort()
    }

    private func stopTimer() {
        if let timer { channel.loop.cancel(timer) }
        timer = nil
    }

    private func fail(_ error: any Error) {
        channel.abort()
        finish(.failure(error))
    }

    private func finish(_ result: Result<WebSocketSession, any Error>) {
        stopTimer()
        let completion = completion
        self.completion = nil
        completion?(result)
    }

    private func succeed(_ upgrade: WebSocketUpgrade, rest: Span<UInt8>) {
        let keys = WebSocketMaskingKeys(seed: Self.randomBytes(WebSocketMaskingKeys.seedByteCount))
        let machine = WebSocketStateMachine(
            client: configuration,
            maskingKeys: keys,
            compression: upgrade.compression,
            pool: pool
        )
        let session = WebSocketSession(channel, upgrade, machine, delegate: delegate)
        channel.delegate = session
        finish(.success(session))
        session.takeOver([UInt8](copying: rest))
    }
}

extension WebSocketClient {
    /// Bytes of the system's cryptographic source, for keys and seeds.
    ///
    /// - Parameter count: how many.
    /// - Returns: fresh random bytes.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}

extension WebSocketClient: ByteChannelDelegate {
    /// Sends the request.
    public func channelOpened(_ channel: any ByteChannel) {
        channel.send { handshake.request.append(to: &$0) }
    }

    /// Judges the answer.
    public func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        guard completion != nil else { return }
        var position = 0
        do throws(HTTPError) {
            guard case .head(let status, let headers) = try response.received(bytes, from: &position) else { return }
            judge(status, headers, rest: bytes.extracting(position...))
        } catch {
            fail(error)
        }
    }

    private func judge(_ status: HTTPStatus, _ headers: HTTPHeaders, rest: Span<UInt8>) {
        do throws(WebSocketHandshakeError) {
            succeed(try handshake.judge(status, headers), rest: rest)
        } catch {
            fail(error)
        }
    }

    /// Fails the handshake.
    public func channelReceivedEnd(_ channel: any ByteChannel) {
        fail(TransportError(.connectionLost, "the server closed before it answered the opening handshake"))
    }

    /// Fails the handshake.
    public func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
        finish(.failure(reason.error ?? TransportError(.connectionLost, "connection ended: \(reason)")))
    }
}
