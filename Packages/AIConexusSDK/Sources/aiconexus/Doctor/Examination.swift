// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusSDK
internal import AIConexusTransport

/// Looks at everything between this program and calls through a gateway, from the bottom up.
///
/// A layer that does not work leaves those above it unexamined.
struct Examination {
    /// A clock that is off by more than this is worth a look; beyond the protocol's 120 s nothing works.
    private static let remarkableLead = Duration.seconds(5)

    private let connection: Connection
    private let probe: GatewayProbe
    private let tell: (Finding) throws -> Void
    /// Whether everything so far works.
    private var goesOn = true

    /// - Parameters:
    ///   - connection: how the gateway is reached.
    ///   - tell: is told of each finding.
    init(_ connection: Connection, tell: @escaping (Finding) throws -> Void) {
        self.connection = connection
        self.tell = tell
        probe = GatewayProbe(connection.configuration)
    }

    private var url: GatewayURL { connection.configuration.url }
    private var server: ServerURL { url.server }

    /// Makes all checks.
    ///
    /// - Returns: whether everything works.
    /// - Throws: what `tell` throws; `CancellationError`.
    mutating func run() async throws -> Bool {
        try await reach()
        try await secure()
        try await greet()
        try await register()
        return goesOn
    }

    /// Makes a check, unless one before it failed.
    private mutating func check(_ names: [String], _ body: () async throws -> [Finding]) async throws {
        guard goesOn else {
            for name in names { try tell(Finding(name, .skipped, "not examined")) }
            return
        }
        for finding in try await body() {
            if finding.verdict == .failed { goesOn = false }
            try tell(finding)
        }
    }
}

// MARK: - The network

extension Examination {
    private mutating func reach() async throws {
        let (probe, host, port, proxy) = (probe, server.host, server.port, proxy)
        try await check(["name", "connection"]) {
            do {
                let (address, time) = try await probe.reach()
                let whom = address.map { "\($0)" } ?? host
                let name = proxy.map { Finding("name", .skipped, "the proxy \($0) looks it up") }
                return [
                    name ?? Self.found(host),
                    Finding(
                        "connection",
                        .ok,
                        "\(proxy.map { "the proxy \($0)" } ?? whom) answers in \(Self.text(time))"
                    ),
                ]
            } catch let error as TransportError where error.code == .resolutionFailed {
                return [
                    Finding("name", .failed, error.message, advice: "check the name, /etc/resolv.conf and the network"),
                    Finding("connection", .skipped, "not examined"),
                ]
            } catch let error as TransportError {
                let advice =
                    switch error.code {
                    case .proxyFailed: "check https_proxy, http_proxy and no_proxy"
                    case .timedOut: "a firewall may drop what is sent to port \(port)"
                    default: "is a gateway running there, and is \(port) its port?"
                    }
                let reasons = error.causes.map(\.message).filter { $0 != error.message }
                let message = ([error.message] + reasons).joined(separator: "; ")
                return [Self.found(host), Finding("connection", .failed, message, advice: advice)]
            }
        }
    }

    private static func found(_ host: String) -> Finding {
        Finding("name", .ok, IPAddress(host) == nil ? "\(host) is found" : "\(host) is an address")
    }

    private var proxy: String? {
        connection.configuration.proxies
            .proxy(forHost: server.host, port: server.port, isSecure: server.isSecure)
            .map { "\($0.host):\($0.port)" }
    }

    private mutating func secure() async throws {
        let (probe, url, isSecure) = (probe, url, server.isSecure)
        try await check(["TLS"]) {
            guard isSecure else {
                return url.isLoopback
                    ? [Finding("TLS", .skipped, "not in use, and not needed on one machine")]
                    : [
                        Finding(
                            "TLS",
                            .warning,
                            "not in use: who talks to whom can be seen on the way",
                            advice: "use wss://"
                        )
                    ]
            }
            do {
                let security = try await probe.secure()
                return [Finding("TLS", .ok, security.map { "\($0.version), \($0.cipher)" } ?? "spoken")]
            } catch let error as TransportError {
                let isRejected = error.code == .certificateRejected
                let advice =
                    isRejected
                    ? "check the name and this machine's clock; --ca-file FILE trusts an authority of one's own"
                    : "is this a port for TLS? ws:// goes without"
                return [Finding("TLS", .failed, error.message, advice: advice)]
            }
        }
    }

    private static func text(_ time: Duration) -> String {
        "\(Int((time / .milliseconds(1)).rounded(.up))) ms"
    }
}

// MARK: - The gateway

extension Examination {
    private mutating func greet() async throws {
        let (probe, url, expected) = (probe, url, connection.configuration.gateway)
        try await check(["WebSocket", "gateway", "clock"]) {
            let greeting: GatewayProbe.Greeting
            do {
                greeting = try await probe.greet()
            } catch let error as WebSocketHandshakeError {
                return [Self.refused(error), Finding("gateway", .skipped, "not examined"), Self.noClock]
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                let advice = "does a gateway listen at \(url)? Its path is usually /ws"
                return [Finding("WebSocket", .failed, "\(error)", advice: advice), Self.noGateway, Self.noClock]
            }
            return [
                Finding("WebSocket", .ok, "opened, and greeted"), Self.identity(greeting.gateway, expected, url),
                Self.clock(greeting.clockLead),
            ]
        }
    }

    private static let noGateway = Finding("gateway", .skipped, "not examined")
    private static let noClock = Finding("clock", .skipped, "not examined")

    private static func refused(_ error: WebSocketHandshakeError) -> Finding {
        let advice =
            switch error.status {
            case .unauthorized: "give its operator's token by --token-file FILE or \(Connection.tokenVariable)"
            case .forbidden: "the gateway, or what stands before it, does not let this machine in"
            case .notFound: "there is no gateway at this path; it is usually /ws"
            case .serviceUnavailable, .tooManyRequests: "the gateway takes no more at present; try later"
            case .badGateway, .gatewayTimeout: "a proxy stands before the gateway and does not reach it"
            default: "something else than a gateway answers there"
            }
        return Finding("WebSocket", .failed, "refused with HTTP status \(error.status.code)", advice: advice)
    }

    private static func identity(_ found: DID, _ expected: DID?, _ url: GatewayURL) -> Finding {
        guard let expected else {
            let how = url.isLoopback ? "on this machine it need not be known" : "which is met for the first time"
            return Finding("gateway", .ok, "\(found), \(how)")
        }
        guard found != expected else { return Finding("gateway", .ok, "\(found), as expected") }
        var error = GatewayError(.gatewayMismatch, "it is \(found), expected is \(expected)")
        error.foundGateway = found
        return Finding("gateway", .failed, error.message, advice: error.advice(at: url))
    }

    static func clock(_ lead: Duration) -> Finding {
        let seconds = Int((lead / .seconds(1)).rounded())
        let size = lead < .zero ? .zero - lead : lead
        let message = "this clock and the gateway's differ by \(abs(seconds)) s"
        let advice = "set the clock of this machine, by NTP for instance"
        if size > GatewayConfiguration().maximumClockSkew { return Finding("clock", .failed, message, advice: advice) }
        return size > remarkableLead
            ? Finding("clock", .warning, message, advice: advice) : Finding("clock", .ok, "the same as the gateway's")
    }

    private mutating func register() async throws {
        let (connection, isLoopback) = (connection, url.isLoopback)
        try await check(["registration", "calls", Finding.directCheck]) {
            do {
                return try await connection.withAgent("aiconexus doctor") { agent in
                    let session = await agent.state.session
                    let limits = session.map { session in
                        "\(session.limits.maximumMessageByteCount) bytes a message, "
                            + "\(session.limits.messagesPerSecond) messages a second"
                    }
                    let registration = Finding("registration", .ok, "as \(agent.did); \(limits ?? "")")
                    let time = try await agent.remote(agent.gatewayDID()).ping()
                    let calls = Finding("calls", .ok, "the gateway answers in \(Self.text(time))")
                    let direct = await agent.examineDirectPaths()
                    return [registration, calls] + Finding.direct(direct, isLoopback: isLoopback)
                }
            } catch {
                guard let failure = Failure(error, at: connection.configuration.url) else { throw error }
                let check = error is GatewayError ? "registration" : "calls"
                return [Finding(check, .failed, failure.message, advice: failure.advice)]
            }
        }
    }
}
