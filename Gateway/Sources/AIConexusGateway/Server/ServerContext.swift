// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport
private import Synchronization

/// What all loops of a server share.
final class ServerContext: Sendable {
    let settings: GatewaySettings
    let state: GatewayState
    /// Who is denied, across restarts; `nil` when that is not kept.
    let denyList: DenyListStore?
    let logger: Logger
    /// Who verifies signatures.
    let signatures: any SignatureVerifier
    /// `nil` without TLS.
    let tls: TLSContext?
    /// Who may ask for what; replaced by a reload.
    let access: Locked<HTTPAccess>
    private let draining = Atomic<Bool>(false)
    let http: HTTPConfiguration
    let webSocket: WebSocketConfiguration
    /// How agents' connections begin; complete, with the gateway's own origins, once it is known where it listens.
    let handshake: Locked<WebSocketServerHandshake>
    let forwarding: ForwardedAddress
    /// The numbers of each loop.
    let cells: [MetricCells]
    /// What waits for each loop.
    let handovers: [HandoverGauge]
    /// Where sessions come from, for administrators.
    let origins = Locked<[ConnectionID: SessionOrigin]>([:])

    /// Whether the server takes nobody new.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// Takes nobody new from here on.
    ///
    /// - Returns: whether that is a change.
    func beginDraining() -> Bool {
        !draining.exchange(true, ordering: .relaxed)
    }

    /// Bytes that wait for the agents of each loop, where there are some, as of its last inspection.
    let waiting: [Locked<[ConnectionID: Int]>]
    /// Who is denied while that is not kept.
    let temporaryDenials = Locked(DenyList())
    /// The server, as long as it runs.
    let server = Locked<GatewayServer?>(nil)

    /// The subprotocol that agents must offer.
    static let subprotocol = "ioap.v1"

    init(
        _ settings: GatewaySettings,
        key: SigningKey,
        denyList: DenyListStore?,
        logger: Logger,
        signatures: any SignatureVerifier,
        loopCount: Int
    ) throws {
        let files = try SettingsFiles(settings)
        self.settings = settings
        self.denyList = denyList
        self.logger = logger
        self.signatures = signatures
        tls = try settings.tlsConfiguration.map(TLSContext.init)
        access = Locked(HTTPAccess(settings, files))
        http = settings.httpConfiguration
        webSocket = settings.webSocketConfiguration
        handshake = Locked(
            WebSocketServerHandshake(
                subprotocols: [Self.subprotocol],
                origins: settings.originPolicy(listeningAt: settings.listen),
                compression: webSocket.compression
            )
        )
        forwarding = ForwardedAddress(trustedProxies: settings.trustedProxies)
        cells = (0..<loopCount).map { _ in MetricCells() }
        waiting = (0..<loopCount).map { _ in Locked([:]) }
        handovers = (0..<loopCount).map { _ in HandoverGauge() }
        var random = SystemRandomNumberGenerator()
        state = GatewayState(
            key: key,
            configuration: GatewayConfiguration(settings, files: files, denied: denyList?.list.keys ?? []),
            loopCount: loopCount,
            hashKey: (random.next(), random.next()),
            now: .now
        )
    }
}

/// Where a session comes from.
struct SessionOrigin: Sendable {
    let address: IPAddress
    /// The name of its enrolment token.
    let tokenName: String?
}

extension HTTPAccess {
    /// What settings and their files say.
    init(_ settings: GatewaySettings, _ files: SettingsFiles) {
        self.init(
            administrators: files.administrators,
            enrolment: files.enrolment,
            areAgentsPublic: settings.areAgentsPublic,
            areMetricsPublic: settings.areMetricsPublic
        )
    }
}
