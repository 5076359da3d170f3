// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What a gateway agreed to when it registered an agent.
public struct GatewaySession: Equatable, Sendable {
    /// The gateway's identity, which it has proved.
    public let gateway: DID
    /// The session's name, at most 128 characters.
    public let id: String
    /// The order of this DID's sessions at this gateway: a later one is greater.
    public let epoch: Int
    /// How often the agent shows that it is alive.
    public let heartbeatInterval: Duration
    /// What the agent may send.
    public let limits: Registration.Limits
    /// STUN and TURN servers for direct connections.
    public let iceServers: [ICEServer]

    /// The session that a gateway's answer describes.
    init(_ registration: Registration, gateway: DID) {
        self.gateway = gateway
        id = registration.session
        epoch = registration.epoch
        heartbeatInterval = registration.heartbeatInterval
        limits = registration.limits
        iceServers = registration.iceServers
    }
}
