// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusTransport

/// The code of the error that `body` throws, `nil` when it throws none.
private func code(_ body: () async throws -> some Sendable) async -> TransportError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? TransportError)?.code
    }
}

@Suite("Connector", .timeLimit(.minutes(1)))
struct ConnectorTests {
    private let files = TestDirectory()
    private let resolver = ScriptedResolver([
        "gateway.example": .success([.loopbackV6, .loopbackV4]),
        "absent.example": .failure(TransportError(.resolutionFailed, "no such host")),
        "nowhere.example": .success([]),
        "proxy.example": .success([.loopbackV4]),
    ])

    private func dialer(on loop: EventLoop, _ configuration: Connector.Configuration = .init()) -> Dialer {
        Dialer(on: loop, Connector(configuration: configuration, resolver: resolver))
    }

    /// An echo server on IPv4 loopback only.
    private func echo(on loop: EventLoop, tls: TLSContext? = nil) async throws -> SocketAddress {
        try await loop.run { () throws(TransportError) in
            try Listener(at: Live.anyPort, on: loop, tls: tls) { $0.start(delegate: Live.echo()) }.address
        }
    }

    private func contexts(for names: String) throws -> (server: TLSContext, client: TLSContext) {
        let authority = TestCertificate("authority", isAuthority: true)
        let certificate = TestCertificate("server", alternatives: names, issuer: authority)
        var client = TLSConfiguration.client()
        client.trustsSystemRoots = false
        client.rootFiles = [authority.write(to: files)]
        let server = TLSConfiguration.server(certificateFile: certificate.write(to: files))
        return (try TLSContext(server), try TLSContext(client))
    }

    @Test("a host is reached by the address that works")
    func fallback() async throws {
        try await EventLoop.with { loop in
            let port = try await echo(on: loop).port
            let dialer = dialer(on: loop)
            #expect(try await dialer.exchange("by name", with: "gateway.example", port) == "by name")
            #expect(try await dialer.exchange("by address", with: "127.0.0.1", port) == "by address")
        }
    }

    @Test("TLS is spoken with the host that was asked for, and with no other")
    func tls() async throws {
        try await EventLoop.with { loop in
            let (server, client) = try contexts(for: "DNS:gateway.example")
            let port = try await echo(on: loop, tls: server).port
            let dialer = dialer(on: loop)
            #expect(try await dialer.exchange("secret", with: "gateway.example", port, tls: client) == "secret")
            let rejected = await code { try await dialer.exchange("x", with: "127.0.0.1", port, tls: client) }
            #expect(rejected == .certificateRejected)
        }
    }

    @Test("failures are told apart")
    func failures() async throws {
        try await EventLoop.with { loop in
            let dialer = dialer(on: loop)
            // A port on which nobody listens any more.
            let port = try await loop.run { () throws(TransportError) in
                let listener = try Listener(at: Live.anyPort, on: loop) { _ in }
                listener.close()
                return listener.address.port
            }
            #expect(await code { try await dialer.exchange("x", with: "absent.example", port) } == .resolutionFailed)
            #expect(await code { try await dialer.exchange("x", with: "nowhere.example", port) } == .resolutionFailed)
            #expect(await code { try await dialer.exchange("x", with: "a\r\nb", port) } == .invalidArgument)
            #expect(await code { try await dialer.exchange("x", with: "", port) } == .invalidArgument)
            do {
                _ = try await dialer.exchange("x", with: "gateway.example", port)
                Issue.record("connected")
            } catch {
                let error = try #require(error as? TransportError)
                #expect(error.code == .connectFailed)
                #expect(error.causes.count == 2)
            }
        }
    }

    @Test("a lookup or a handshake without end is given up in time")
    func timeouts() async throws {
        try await EventLoop.with { loop in
            let (_, client) = try contexts(for: "DNS:gateway.example")
            let dialer = dialer(on: loop, Connector.Configuration(timeout: .milliseconds(60)))
            let silent = try await loop.run { () throws(TransportError) in
                try Live.listen(on: loop) { TestDelegate() }
            }
            #expect(await code { try await dialer.exchange("x", with: "unanswered.example", 1) } == .timedOut)
            let handshake = await code {
                try await dialer.exchange("x", with: "gateway.example", silent.port, tls: client)
            }
            #expect(handshake == .timedOut)
        }
    }

    @Test("cancelling the task ends the attempt, before it has begun too")
    func cancellation() async throws {
        try await EventLoop.with { loop in
            let dialer = dialer(on: loop)
            let task = Task { await code { try await dialer.exchange("x", with: "unanswered.example", 1) } }
            await loop.run {}
            task.cancel()
            #expect(await task.value == .cancelled)
            let early = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return await code { try await dialer.exchange("x", with: "unanswered.example", 1) }
            }
            #expect(await early.value == .cancelled)
        }
    }

    @Test("the loop's end ends the attempt")
    func loopStopped() async throws {
        let loop = try EventLoop()
        let dialer = dialer(on: loop)
        let (started, startedAt) = AsyncStream<Void>.makeStream(bufferingPolicy: .unbounded)
        let task = Task {
            startedAt.yield()
            return await code { try await dialer.exchange("x", with: "unanswered.example", 1) }
        }
        for await _ in started { break }
        await loop.run {}
        await loop.shutdown()
        #expect(await task.value == .loopStopped)
        #expect(await code { try await dialer.exchange("x", with: "gateway.example", 1) } == .loopStopped)
    }

    @Test("what the server says before the channel is started is not lost")
    func serverSpeaksFirst() async throws {
        try await EventLoop.with { loop in
            let (server, client) = try contexts(for: "DNS:gateway.example")
            let dialer = dialer(on: loop)
            let log = EventLog<Void>()
            for (serverTLS, clientTLS) in [(nil, nil), (server, client)] {
                let port = try await loop.run { () throws(TransportError) in
                    try Listener(at: Live.anyPort, on: loop, tls: serverTLS) { channel in
                        let delegate = TestDelegate()
                        delegate.onOpened = { channel in
                            channel.send("welcome")
                            // By the next turn the kernel has taken it to the other side.
                            channel.loop.schedule(after: .zero) { log.record(()) }
                        }
                        channel.start(delegate: delegate)
                    }.address.port
                }
                let events = try await dialer.linger(with: "gateway.example", port, tls: clientTLS) {
                    try await log.next()
                }
                #expect(events == ["opened", "welcome", "requested"])
            }
        }
    }

    @Test("a connection that ended before the channel is started reports its end")
    func endsBeforeStart() async throws {
        try await EventLoop.with { loop in
            let (server, client) = try contexts(for: "DNS:gateway.example")
            let dialer = dialer(on: loop)
            let log = EventLog<Void>()
            let port = try await loop.run { () throws(TransportError) in
                try Listener(at: Live.anyPort, on: loop, tls: server) { channel in
                    let delegate = TestDelegate()
                    delegate.onOpened = { $0.abort() }
                    delegate.onClosed = { _, _ in log.record(()) }
                    channel.start(delegate: delegate)
                }.address.port
            }
            let events = try await dialer.linger(with: "gateway.example", port, tls: client) { try await log.next() }
            #expect(events.last == "reset")
        }
    }
}

@Suite("Connector through a proxy", .timeLimit(.minutes(1)))
struct ConnectorProxyTests {
    private let files = TestDirectory()
    private let requests = EventLog<String>()

    private func dialer(
        on loop: EventLoop,
        proxyPort: UInt16,
        password: String? = nil,
        exceptions: String = ""
    ) -> Dialer {
        let credentials = password.map { Proxy.Credentials(user: "me", password: $0) }
        let proxy = Proxy(host: "proxy.example", port: proxyPort, credentials: credentials)
        let settings = ProxySettings(secure: proxy, plain: proxy, exceptions: ProxyExceptions(exceptions))
        let resolver = ScriptedResolver([
            "proxy.example": .success([.loopbackV4]), "direct.example": .success([.loopbackV4]),
        ])
        return Dialer(
            on: loop,
            Connector(configuration: Connector.Configuration(proxies: settings), resolver: resolver)
        )
    }

    private func proxy(
        on loop: EventLoop,
        to target: SocketAddress,
        answer: String = "HTTP/1.1 200 OK\r\n\r\n"
    ) async throws -> UInt16 {
        let requests = requests
        return try await loop.run { () throws(TransportError) in
            let proxy = TestProxy(on: loop, to: target, answer: answer, requests)
            return try Live.listen(on: loop) { proxy.delegate() }.port
        }
    }

    private func echo(on loop: EventLoop, tls: TLSContext? = nil) async throws -> SocketAddress {
        try await loop.run { () throws(TransportError) in
            try Listener(at: Live.anyPort, on: loop, tls: tls) { $0.start(delegate: Live.echo()) }.address
        }
    }

    @Test("the proxy is asked by name, with credentials, and TLS runs through its tunnel to the target")
    func tunnel() async throws {
        try await EventLoop.with { loop in
            let authority = TestCertificate("authority", isAuthority: true)
            let certificate = TestCertificate("server", alternatives: "DNS:target.example", issuer: authority)
            var configuration = TLSConfiguration.client()
            configuration.rootFiles = [authority.write(to: files)]
            let server = try TLSContext(.server(certificateFile: certificate.write(to: files)))
            let client = try TLSContext(configuration)
            let port = try await proxy(on: loop, to: echo(on: loop, tls: server))
            let dialer = dialer(on: loop, proxyPort: port, password: "s3cret")
            #expect(try await dialer.exchange("through", with: "target.example", 443, tls: client) == "through")
            let request = try await requests.next()
            #expect(
                request
                    == "CONNECT target.example:443 HTTP/1.1\r\nHost: target.example:443\r\n"
                    + "Proxy-Authorization: Basic bWU6czNjcmV0\r\n\r\n"
            )
        }
    }

    @Test("an IPv6 target is written with brackets; without TLS the tunnel carries plain bytes")
    func plainTunnel() async throws {
        try await EventLoop.with { loop in
            let port = try await proxy(on: loop, to: echo(on: loop))
            let dialer = dialer(on: loop, proxyPort: port)
            #expect(try await dialer.exchange("plain", with: "2001:db8::1", 80) == "plain")
            #expect(try await requests.next().hasPrefix("CONNECT [2001:db8::1]:80 HTTP/1.1\r\n"))
        }
    }

    @Test("a proxy that refuses or talks nonsense is reported")
    func refusal() async throws {
        try await EventLoop.with { loop in
            let target = try await echo(on: loop)
            for (answer, text) in [
                ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407"), ("220 smtp ready\r\n\r\n", "not HTTP"),
                ("HTTP/1.1 200 OK\r\n\r\nsurplus", "more than"),
            ] {
                let port = try await proxy(on: loop, to: target, answer: answer)
                do {
                    _ = try await dialer(on: loop, proxyPort: port).exchange("x", with: "target.example", 80)
                    Issue.record("connected after \(answer)")
                } catch {
                    let error = try #require(error as? TransportError)
                    #expect(error.code == .proxyFailed)
                    #expect(error.message.contains(text))
                }
            }
        }
    }

    @Test("a proxy that is itself reached by TLS carries TLS to the target")
    func secureProxy() async throws {
        try await EventLoop.with { loop in
            let authority = TestCertificate("authority", isAuthority: true)
            var trust = TLSConfiguration.client()
            trust.rootFiles = [authority.write(to: files)]
            let client = try TLSContext(trust)
            func server(_ name: String) throws -> TLSContext {
                let certificate = TestCertificate(name, alternatives: "DNS:\(name)", issuer: authority)
                return try TLSContext(.server(certificateFile: certificate.write(to: files)))
            }
            let target = try await echo(on: loop, tls: server("target.example"))
            let (requests, proxyTLS) = (requests, try server("proxy.example"))
            let port = try await loop.run { () throws(TransportError) in
                let proxy = TestProxy(on: loop, to: target, requests)
                let accept: (any ByteChannel) -> Void = { $0.start(delegate: proxy.delegate()) }
                return try Listener(at: Live.anyPort, on: loop, tls: proxyTLS, accept: accept).address.port
            }
            let settings = ProxySettings(secure: Proxy(host: "proxy.example", port: port, isSecure: true))
            let resolver = ScriptedResolver(["proxy.example": .success([.loopbackV4])])
            let configuration = Connector.Configuration(proxies: settings, proxyTLS: client)
            let dialer = Dialer(on: loop, Connector(configuration: configuration, resolver: resolver))
            #expect(
                try await dialer.exchange("twice wrapped", with: "target.example", 443, tls: client) == "twice wrapped"
            )
            #expect(try await requests.next().hasPrefix("CONNECT target.example:443"))
        }
    }

    @Test("an exception is reached directly")
    func exception() async throws {
        try await EventLoop.with { loop in
            let target = try await echo(on: loop)
            let dialer = dialer(on: loop, proxyPort: 1, exceptions: "direct.example")
            #expect(try await dialer.exchange("direct", with: "direct.example", target.port) == "direct")
        }
    }
}

@Suite("SystemResolver", .timeLimit(.minutes(1)))
struct SystemResolverTests {
    @Test("localhost has loopback addresses, with the port; more questions than threads are all answered")
    func localhost() async {
        let resolver = SystemResolver()
        let answers = await withTaskGroup(of: [SocketAddress].self) { group in
            for _ in 0..<30 {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        resolver.resolve(
                            HostLookup("localhost", port: 8_000) { result in
                                continuation.resume(returning: (try? result.get()) ?? [])
                            }
                        )
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 30)
        for addresses in answers {
            #expect(!addresses.isEmpty)
            #expect(addresses.allSatisfy { $0.address.isLoopback && $0.port == 8_000 })
            #expect(Set(addresses).count == addresses.count)
        }
    }

    @Test("a name that cannot be one is reported")
    func impossibleName() async {
        let result = await withCheckedContinuation { continuation in
            SystemResolver().resolve(HostLookup("a..b", port: 1) { continuation.resume(returning: $0) })
        }
        guard case .failure(let error) = result else {
            Issue.record("found")
            return
        }
        #expect(error.code == .resolutionFailed)
    }

    @Test("a withdrawn question is not answered")
    func withdrawn() {
        let lookup = HostLookup("any.example", port: 1) { _ in Issue.record("answered") }
        #expect(!lookup.isOver)
        lookup.cancel()
        #expect(lookup.isOver)
        lookup.finish(.success([]))
    }
}
