// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

/// Everything that an operator can set; what each means, its range and what happens at a bound is in ``Setting/table``.
///
/// The initial values are the defaults.
package struct GatewaySettings: Equatable, Sendable {
    // MARK: Listening

    /// Where the gateway listens; never empty once the settings are resolved.
    package var listen: [SocketAddress] = []
    /// The address to listen on, when `listen` has none; `nil` once the settings are resolved.
    package var host: IPAddress?
    /// The port to listen on, when `listen` has none; `nil` once the settings are resolved.
    package var port: UInt16?
    package var publicURLs: [PublicURL] = []
    package var tlsCertificate: String?
    package var tlsKey: String?
    package var tlsClientAuthorities: String?
    package var tlsHandshakeTimeout = Duration.seconds(10)
    package var isInsecureAllowed = false
    package var trustedProxies: [IPNetwork] = []
    package var allowedOrigins: [WebOrigin] = []
    /// `nil` for one per core.
    package var loopCount: Int?
    package var compresses = false

    // MARK: Identity and state

    /// `nil` for the usual place, see ``StateDirectory``.
    package var stateDirectory: String?
    /// `nil` for a file in the state directory.
    package var keyFile: String?
    package var isKeyEphemeral = false

    // MARK: Admission

    package var allowedAgents: [DID] = []
    package var enrolmentTokenFile: String?
    package var adminTokenFile: String?
    package var areAgentsPublic = true
    package var areMetricsPublic = true
    package var servesUnchallengedAgents = false
    package var maximumDeniedCount = 100_000

    // MARK: Sessions

    package var relays = true
    package var registrationTimeout = Duration.seconds(5)
    package var heartbeatInterval = Duration.seconds(30)
    package var toleratedSilentHeartbeatCount = 3
    package var sessionExpiry = Duration.seconds(300)
    package var sweepInterval = Duration.seconds(60)
    package var maximumClockSkew = Duration.seconds(120)
    package var drainDuration = Duration.seconds(10)
    package var drainSpread = Duration.seconds(10)

    // MARK: Limits

    package var maximumConnectionCount = 100_000
    package var maximumConnectionCountPerAddress = 1_024
    package var maximumUnauthenticatedCount = 4_096
    package var maximumMessageByteCount = 1 << 20
    package var maximumRegistrationByteCount = 256 << 10
    package var maximumCapabilityCount = CapabilityDescriptor.maximumCountPerAgent
    package var messagesPerSecond = 200
    package var messageBurst = 400
    package var bytesPerSecond = 4 << 20
    package var byteBurst = 8 << 20
    package var maximumRefusalCount = 100
    package var refusalInterval = Duration.seconds(10)
    package var maximumOpenRequestCount = 1_024
    package var maximumWatchCount = 4
    package var maximumWaitingByteCount = 1 << 20
    package var stallTimeout = Duration.seconds(10)
    package var replayMemoryByteCount = 256 << 20
    package var registryByteCount = 1 << 30
    package var messageTimeout = Duration.seconds(30)
    package var closeTimeout = Duration.seconds(2)

    // MARK: HTTP

    package var maximumStartLineByteCount = 8 << 10
    package var maximumHeadByteCount = 16 << 10
    package var maximumFieldCount = 100
    package var maximumBodyByteCount = 64 << 10
    package var headTimeout = Duration.seconds(10)
    package var bodyTimeout = Duration.seconds(30)
    package var idleTimeout = Duration.seconds(60)
    package var maximumRequestCount = 1_000

    // MARK: ICE servers

    package var iceServers: [String] = []
    package var iceServerFile: String?
    package var turnURLs: [String] = []
    package var turnSecretFile: String?
    package var turnLifetime = Duration.seconds(3_600)

    // MARK: Logs

    package var logFormat = LogFormat.logfmt
    package var logLevel = LogLevel.info
    package var logBufferByteCount = 1 << 20

    package init() {}
}
