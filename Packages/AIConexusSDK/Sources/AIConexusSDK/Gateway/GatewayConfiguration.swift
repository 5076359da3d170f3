// SPDX-License-Identifier: MIT

public import AIConexusProtocol
public import AIConexusTransport

/// How an agent reaches its gateway, and what it insists on.
public struct GatewayConfiguration: Sendable {
    /// Where the gateway is.
    public var url: GatewayURL
    /// The DID that the gateway must prove; `nil` takes the first one that it proves, and insists on it from then on.
    public var gateway: DID?
    /// An enrolment token, sent as `Authorization: Bearer` on the upgrade.
    public var token: String?
    /// How TLS is spoken; `nil` trusts the system's roots.
    public var tls: TLSContext?
    /// Through which proxy the gateway is reached; by default none, whatever the environment says.
    public var proxies: ProxySettings
    /// How the client comes back after a loss.
    public var reconnect: ReconnectPolicy
    /// How long connecting and the opening handshake may take, each.
    public var connectTimeout: Duration
    /// How long challenge and registration may take.
    public var registrationTimeout: Duration
    /// Whether permessage-deflate is offered.
    public var compresses: Bool
    /// What may wait to be sent, in bytes; beyond it ``GatewayError/Code/queueFull``.
    public var maximumQueuedByteCount: Int
    /// How many received messages may wait to be read by ``GatewayClient/messages`` before reading from the network
    /// pauses.
    public var maximumUnreadCount: Int
    /// What a received text may ask of its reader.
    public var limits: JSONLimits
    /// How far a received message's `timestamp` may be from the clock, either way.
    public var maximumClockSkew: Duration

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - url: where the gateway is; unless told, where `AICONEXUS_GATEWAY` says, or on this machine.
    ///   - gateway: the DID that it must prove.
    ///   - token: an enrolment token.
    public init(_ url: GatewayURL = .standard, gateway: DID? = nil, token: String? = nil) {
        self.url = url
        self.gateway = gateway
        self.token = token
        tls = nil
        proxies = ProxySettings()
        reconnect = ReconnectPolicy()
        connectTimeout = .seconds(10)
        registrationTimeout = .seconds(10)
        compresses = false
        maximumQueuedByteCount = 1 << 20
        maximumUnreadCount = 256
        limits = .standard
        maximumClockSkew = .seconds(120)
    }
}
