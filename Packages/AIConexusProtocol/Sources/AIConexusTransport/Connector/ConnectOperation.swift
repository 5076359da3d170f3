// SPDX-License-Identifier: MIT

/// Everything it takes to be connected to a host, on one loop: lookup, attempts, the proxy's tunnel, TLS.
final class ConnectOperation {
    /// What is to be reached, and how.
    struct Target {
        var host: String
        var port: UInt16
        var tls: TLSContext?
        var proxy: Proxy?

        /// The host and port that a socket is connected to.
        var dialled: (host: String, port: UInt16) { proxy.map { ($0.host, $0.port) } ?? (host, port) }
    }

    /// What the connected channel is being made fit for.
    private enum Stage {
        case securingProxy
        case tunnelling(ProxyReply)
        case securingTarget
    }

    /// More addresses than this are not tried.
    private static let addressLimit = 16

    private let loop: EventLoop
    private let target: Target
    private let configuration: Connector.Configuration
    private let resolver: any HostResolver
    private var completion: ((Result<any ByteChannel, TransportError>) -> Void)?
    private var lookup: HostLookup?
    private var race: HappyEyeballs?
    private var attempts: [Int: ConnectAttempt] = [:]
    private var raceTimer: TimerID?
    private var deadline: TimerID?
    private var stage: Stage?
    private var channel: (any ParkingChannel)?

    /// - Parameters:
    ///   - target: what is to be reached.
    ///   - loop: the loop that the channel will belong to.
    ///   - configuration: delays and timeouts.
    ///   - resolver: what finds addresses.
    ///   - completion: called once on the loop, with a channel that waits to be started.
    init(
        _ target: Target,
        on loop: EventLoop,
        configuration: Connector.Configuration,
        resolver: any HostResolver,
        completion: @escaping (Result<any ByteChannel, TransportError>) -> Void
    ) {
        self.target = target
        self.loop = loop
        self.configuration = configuration
        self.resolver = resolver
        self.completion = completion
    }

    /// Begins; called once, on the loop, which keeps the operation until it is over.
    func start() {
        do throws(TransportError) {
            try loop.add(self)
        } catch {
            return finish(.failure(error))
        }
        deadline = loop.schedule(after: configuration.timeout) { self.timedOut() }
        let (host, port) = target.dialled
        if let address = IPAddress(host) {
            startRace([SocketAddress(address, port: port)])
        } else {
            look(up: host, port)
        }
    }

    /// Gives up; the completion hears `cancelled` unless it was called before.
    func cancel() {
        fail(TransportError(.cancelled, "connecting to \(target.host) was cancelled"))
    }

    private func timedOut() {
        deadline = nil
        fail(TransportError(.timedOut, "\(target.host) could not be reached within \(configuration.timeout)"))
    }

    private func fail(_ error: TransportError) {
        finish(.failure(error))
    }

    private func finish(_ result: Result<any ByteChannel, TransportError>) {
        guard let completion else { return }
        self.completion = nil
        loop.remove(self)
        lookup?.cancel()
        endRace()
        if let deadline { loop.cancel(deadline) }
        if case .failure = result { channel?.abort() }
        channel = nil
        completion(result)
    }
}

extension ConnectOperation: LoopResident {
    func loopStopped() {
        fail(TransportError(.loopStopped, "the loop was shut down"))
    }
}

// MARK: - Lookup and race

extension ConnectOperation {
    private func look(up host: String, _ port: UInt16) {
        let loop = loop
        // Comes back to the loop's thread before it touches the operation.
        nonisolated(unsafe) let operation = self
        let lookup = HostLookup(host, port: port) { result in
            loop.execute { unsafe operation.lookedUp(result) }
        }
        self.lookup = lookup
        resolver.resolve(lookup)
    }

    private func lookedUp(_ result: Result<[SocketAddress], TransportError>) {
        guard completion != nil else { return }
        switch result {
        case .success(let addresses): startRace(Array(addresses.prefix(Self.addressLimit)))
        case .failure(let error): fail(error)
        }
    }

    private func startRace(_ addresses: [SocketAddress]) {
        guard !addresses.isEmpty else {
            return fail(TransportError(.resolutionFailed, "\(target.host) has no address"))
        }
        var race = HappyEyeballs(
            addresses: addresses,
            attemptDelay: configuration.attemptDelay,
            attemptTimeout: configuration.attemptTimeout
        )
        let actions = race.started(now: loop.now)
        self.race = race
        run(actions)
    }

    /// Feeds an event to the race and carries out what it asks for.
    private func feed(_ event: (inout HappyEyeballs) -> [HappyEyeballs.Action]) {
        guard completion != nil, var race else { return }
        let actions = event(&race)
        self.race = race
        run(actions)
    }

    private func run(_ actions: [HappyEyeballs.Action]) {
        for action in actions {
            switch action {
            case .connect(let number, let address):
                attempts[number] = ConnectAttempt(to: address, on: loop) { self.attempt(number, ended: $0) }
            case .cancel(let number):
                attempts.removeValue(forKey: number)?.cancel()
            case .succeed:
                break  // The channel is with whoever reported it.
            case .fail(let errors):
                let host = HostAndPort.join(target.dialled.host, target.dialled.port)
                return fail(
                    errors.count == 1
                        ? errors[0] : TransportError(.connectFailed, "\(host) cannot be reached", causes: errors)
                )
            }
        }
        armRaceTimer()
    }

    private func attempt(_ number: Int, ended result: Result<SocketChannel, TransportError>) {
        guard attempts.removeValue(forKey: number) != nil else { return }
        switch result {
        case .failure(let error):
            feed { $0.failed(attempt: number, error, now: loop.now) }
        case .success(let socket):
            feed { $0.succeeded(attempt: number) }
            endRace()
            connected(socket)
        }
    }

    private func armRaceTimer() {
        if let raceTimer { loop.cancel(raceTimer) }
        raceTimer = race?.nextDeadline.map { deadline in
            loop.schedule(at: deadline) { self.feed { $0.timerFired(now: self.loop.now) } }
        }
    }

    private func endRace() {
        for attempt in attempts.values { attempt.cancel() }
        attempts = [:]
        race = nil
        armRaceTimer()
    }
}

// MARK: - Proxy and TLS

extension ConnectOperation: ByteChannelDelegate {
    private func connected(_ socket: SocketChannel) {
        guard completion != nil else { return socket.abort() }
        channel = socket
        guard let proxy = target.proxy else { return secureTarget() }
        guard proxy.isSecure else { return openTunnel() }
        do throws(TransportError) {
            let tls = if let own = configuration.proxyTLS { own } else { try TLSContext(.client()) }
            try secure(by: tls, host: proxy.host, as: .securingProxy)
        } catch {
            fail(error)
        }
    }

    private func openTunnel() {
        stage = .tunnelling(ProxyReply())
        channel?.start(delegate: self)
    }

    private func secureTarget() {
        guard let tls = target.tls else { return succeed() }
        do throws(TransportError) {
            try secure(by: tls, host: target.host, as: .securingTarget)
        } catch {
            fail(error)
        }
    }

    private func secure(by tls: TLSContext, host: String, as stage: Stage) throws(TransportError) {
        guard let lower = channel else { return }
        let upper = try tls.layer(above: lower, host: host)
        self.stage = stage
        self.channel = upper
        upper.start(delegate: self)
    }

    private func succeed() {
        guard let channel else { return }
        finish(.success(channel))
    }

    func channelOpened(_ opened: any ByteChannel) {
        guard completion != nil, let channel, let stage else { return }
        switch stage {
        case .securingProxy:
            channel.park()
            openTunnel()
        case .tunnelling:
            channel.send(Array(ProxyRequest.text(for: target).utf8).span)
        case .securingTarget:
            channel.park()
            succeed()
        }
    }

    func channel(_ opened: any ByteChannel, received bytes: Span<UInt8>) {
        guard completion != nil, let channel, case .tunnelling(var reply) = stage else { return }
        let outcome = reply.received(bytes)
        stage = .tunnelling(reply)
        switch outcome {
        case .incomplete:
            break
        case .established:
            channel.park()
            secureTarget()
        case .failed(let error):
            fail(error)
        }
    }

    func channelReceivedEnd(_ opened: any ByteChannel) {
        fail(TransportError(.proxyFailed, "the proxy ended the connection"))
    }

    func channelClosed(_ opened: any ByteChannel, reason: CloseReason) {
        channel = nil
        fail(reason.error ?? TransportError(.connectionLost, "the connection to \(target.host) was lost: \(reason)"))
    }
}
