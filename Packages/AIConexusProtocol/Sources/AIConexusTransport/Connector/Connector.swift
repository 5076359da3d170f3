// SPDX-License-Identifier: MIT

/// Connects to hosts by name: looks the name up, tries its addresses, goes through a proxy where one is set, speaks
/// TLS.
///
/// Make one and keep it; it may be used from every thread and for any number of connections.
public final class Connector: Sendable {
    /// Delays, timeouts and proxies.
    public struct Configuration: Sendable {
        /// How long everything together may take.
        public var timeout: Duration
        /// How long one address may take.
        public var attemptTimeout: Duration
        /// How long an address has the field to itself before the next one is tried beside it (RFC 8305 §5).
        public var attemptDelay: Duration
        /// Through which proxy which hosts are reached.
        public var proxies: ProxySettings
        /// How TLS is spoken to a proxy that demands it; by default the system's roots are trusted.
        public var proxyTLS: TLSContext?

        /// Creates a configuration.
        ///
        /// - Parameters:
        ///   - timeout: for everything together.
        ///   - attemptTimeout: for one address.
        ///   - attemptDelay: before the next address is tried; 100 ms to 2 s.
        ///   - proxies: by default none; ``ProxySettings/init(environment:)`` reads the usual variables.
        ///   - proxyTLS: how TLS is spoken to the proxy itself.
        public init(
            timeout: Duration = .seconds(30),
            attemptTimeout: Duration = .seconds(10),
            attemptDelay: Duration = .milliseconds(250),
            proxies: ProxySettings = ProxySettings(),
            proxyTLS: TLSContext? = nil
        ) {
            self.timeout = timeout
            self.attemptTimeout = attemptTimeout
            self.attemptDelay = attemptDelay
            self.proxies = proxies
            self.proxyTLS = proxyTLS
        }
    }

    /// Delays, timeouts and proxies.
    public let configuration: Configuration
    let resolver: any HostResolver

    /// Creates a connector that asks the system's resolver.
    public convenience init(configuration: Configuration = Configuration()) {
        self.init(configuration: configuration, resolver: SystemResolver())
    }

    internal init(configuration: Configuration, resolver: any HostResolver) {
        self.configuration = configuration
        self.resolver = resolver
    }

    /// Connects to a host.
    ///
    /// Call it from an actor whose executor is `loop`: the channel may be used on the loop's thread only. Cancelling
    /// the task gives the attempt up.
    ///
    /// - Parameters:
    ///   - host: a name or an address without brackets.
    ///   - port: the TCP port.
    ///   - tls: a client's context to speak TLS.
    ///   - loop: the loop that the channel will belong to.
    /// - Returns: a channel that is connected, through the TLS handshake if there is one, and waits for
    ///   ``ByteChannel/start(delegate:)``.
    /// - Throws: `invalidArgument`, `resolutionFailed`, `connectFailed`, `timedOut`, `proxyFailed`, `tlsFailed`,
    ///   `certificateRejected`, `connectionLost`, `resourcesExhausted`, `cancelled` or `loopStopped`.
    public func connect(
        to host: String,
        port: UInt16,
        tls: TLSContext? = nil,
        on loop: EventLoop
    ) async throws(TransportError) -> any ByteChannel {
        let handle = Handle()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.execute {
                    handle.start(
                        self.operation(to: host, port: port, tls: tls, on: loop) { result in
                            continuation.resume(returning: result.map(Handover.init))
                        }
                    )
                }
            }
        } onCancel: {
            loop.execute { handle.cancel() }
        }
        return try result.get().channel
    }

    /// Connects to a host, for callers on the loop that are no task.
    ///
    /// - Parameters:
    ///   - host: a name or an address without brackets.
    ///   - port: the TCP port.
    ///   - tls: a client's context to speak TLS.
    ///   - loop: the loop that the channel will belong to; the call is made on it.
    ///   - completion: called once on the loop, perhaps before this returns, as ``connect(to:port:tls:on:)`` would end.
    /// - Returns: gives the attempt up when called on the loop; the completion then hears `cancelled`.
    public func connect(
        to host: String,
        port: UInt16,
        tls: TLSContext? = nil,
        on loop: EventLoop,
        completion: @escaping (Result<any ByteChannel, TransportError>) -> Void
    ) -> () -> Void {
        let operation = operation(to: host, port: port, tls: tls, on: loop, completion: completion)
        operation?.start()
        return { [weak operation] in operation?.cancel() }
    }

    private func operation(
        to host: String,
        port: UInt16,
        tls: TLSContext?,
        on loop: EventLoop,
        completion: @escaping (Result<any ByteChannel, TransportError>) -> Void
    ) -> ConnectOperation? {
        guard HostAndPort.isHost(host) else {
            completion(.failure(TransportError(.invalidArgument, "not a host name or address")))
            return nil
        }
        let proxy = configuration.proxies.proxy(forHost: host, port: port, isSecure: tls != nil)
        return ConnectOperation(
            ConnectOperation.Target(host: host, port: port, tls: tls, proxy: proxy),
            on: loop,
            configuration: configuration,
            resolver: resolver,
            completion: completion
        )
    }
}

/// Connects a task's cancellation with its operation.
///
/// Guard of `@unchecked Sendable`: touched on the loop's thread only.
private final class Handle: @unchecked Sendable {
    private weak var operation: ConnectOperation?
    private var isCancelled = false

    func start(_ operation: ConnectOperation?) {
        self.operation = operation
        if isCancelled { operation?.cancel() } else { operation?.start() }
    }

    func cancel() {
        isCancelled = true
        operation?.cancel()
    }
}

/// Carries a channel to the task that waits for it.
///
/// Guard of `@unchecked Sendable`: the channel's methods check that they are called on its loop's thread.
private struct Handover: @unchecked Sendable {
    let channel: any ByteChannel
}
