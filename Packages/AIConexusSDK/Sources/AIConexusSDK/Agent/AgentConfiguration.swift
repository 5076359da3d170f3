// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// How an agent works, where the defaults will not do.
public struct AgentConfiguration: Sendable {
    /// How the gateway is reached.
    public var gateway: GatewayConfiguration
    /// How long handlers may go on when the agent stops, before they are cancelled.
    public var drainTimeout: Duration
    /// Which ways calls may take, where they do not say so themselves.
    ///
    /// With ``PathPolicy/relayOnly`` others' offers of direct connections are refused as well.
    public var paths: PathPolicy
    /// How many agents this one may be connected to directly; beyond it the gateway is used.
    public var maximumDirectPathCount: Int
    /// Who may call what; `nil` for everybody.
    ///
    /// Called on the agent's loop: it must decide at once.
    public var permits: (@Sendable (_ caller: DID, _ capability: CapabilityID) -> Bool)?

    /// Creates a configuration.
    ///
    /// - Parameter gateway: how the gateway is reached.
    public init(gateway: GatewayConfiguration = GatewayConfiguration()) {
        self.gateway = gateway
        drainTimeout = .seconds(10)
        paths = .automatic
        maximumDirectPathCount = 128
        permits = nil
    }
}
