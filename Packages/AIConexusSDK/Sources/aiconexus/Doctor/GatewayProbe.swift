// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusSDK
internal import AIConexusTransport

/// Looks at a gateway layer by layer, each time by a connection of its own that is cut afterwards.
actor GatewayProbe {
    /// What the gateway says before it knows who we are.
    struct Greeting: Sendable {
        /// Who it claims to be; its signature was checked.
        var gateway: DID
        /// Its clock, by ours: what it has ahead of it.
        var clockLead: Duration
    }

    /// How long a layer may take.
    private static let timeout = Duration.seconds(10)

    private let configuration: GatewayConfiguration
    private let loop = EventLoop.agents

    /// The loop, as executor: channels belong to it.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(_ configuration: GatewayConfiguration) {
        self.configuration = configuration
    }

    private var server: ServerURL { configuration.url.server }

    private func connect(_ tls: TLSContext?) async throws -> any ByteChannel {
        let settings = Connector.Configuration(timeout: Self.timeout, proxies: configuration.proxies)
        return try await Connector(configuration: settings).connect(
            to: server.host,
            port: server.port,
            tls: tls,
            on: loop
        )
    }

    /// Connects.
    ///
    /// - Returns: the address that answered, and the time that it took.
    /// - Throws: `TransportError`; `CancellationError`.
    func reach() async throws -> (address: SocketAddress?, time: Duration) {
        let start = ContinuousClock.now
        let channel = try await connect(nil)
        defer { channel.abort() }
        return (channel.peerAddress, .now - start)
    }

    /// Connects, and speaks TLS.
    ///
    /// - Returns: what was agreed on.
    /// - Throws: `TransportError`; `CancellationError`.
    func secure() async throws -> ChannelSecurity? {
        let channel = try await connect(try configuration.makeTLS())
        defer { channel.abort() }
        return channel.security
    }

    /// Opens a WebSocket, and waits for what the gateway says first.
    ///
    /// - Returns: what it said.
    /// - Throws: `WebSocketHandshakeError`, `HTTPError`, `TransportError`, `ProtocolError`; `CancellationError`.
    func greet() async throws -> Greeting {
        let channel = try await connect(try configuration.makeTLS())
        let listener = GreetingListener()
        let handshake = configuration.makeHandshake()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                listener.wait(continuation)
                let client = WebSocketClient(channel, handshake, timeout: Self.timeout, delegate: listener) { result in
                    listener.opened(result)
                }
                client.start()
                loop.schedule(after: Self.timeout) {
                    listener.fail(TransportError(.timedOut, "the gateway said nothing within \(Self.timeout)"))
                }
                if Task.isCancelled { listener.fail(CancellationError()) }
            }
        } onCancel: {
            loop.execute { listener.fail(CancellationError()) }
        }
    }
}

/// Takes the first message of a WebSocket.
///
/// Guard of `@unchecked Sendable`: it is used on the loop's thread only.
private final class GreetingListener: WebSocketSessionDelegate, @unchecked Sendable {
    private var continuation: CheckedContinuation<GatewayProbe.Greeting, any Error>?
    private var session: WebSocketSession?

    func wait(_ continuation: CheckedContinuation<GatewayProbe.Greeting, any Error>) {
        self.continuation = continuation
    }

    func opened(_ result: Result<WebSocketSession, any Error>) {
        switch result {
        case .success(let session):
            self.session = session
            if continuation == nil { session.abort() }
        case .failure(let error): fail(error)
        }
    }

    func fail(_ error: any Error) {
        end(.failure(error))
    }

    private func end(_ result: Result<GatewayProbe.Greeting, any Error>) {
        session?.abort()
        session = nil
        let waiting = continuation
        continuation = nil
        waiting?.resume(with: result)
    }

    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        do throws(ProtocolError) {
            // What is wrong with the clocks is what we want to know, and so no reason to refuse.
            var verifier = MessageVerifier(seen: nil)
            let now = Timestamp.systemTime()
            let view = try verifier.verify(text, now: now, freshness: .ignored)
            let envelope = try Envelope(view, in: text)
            let greeting = GatewayProbe.Greeting(
                gateway: envelope.from,
                clockLead: envelope.timestamp.duration(since: now)
            )
            end(.success(greeting))
        } catch {
            fail(error)
        }
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
        self.session = nil
        fail(TransportError(.connectionLost, "the gateway closed before it said a word"))
    }
}
