// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What a ``GatewayConnection`` tells the layer above, always on the loop's thread.
protocol GatewayConnectionDelegate: AnyObject {
    /// What the agent says about itself, when it registers.
    var description: GatewayConnection.Description { get }

    /// How busy the agent is, for heartbeats.
    var workload: GatewayConnection.Workload { get }

    /// The connection is somewhere else in its life.
    func gatewayChanged(to state: GatewayState)

    /// A verified message came, for this agent.
    func gatewayDelivered(_ envelope: Envelope)

    /// A message that waited turned out to be too long for the gateway, and was not sent.
    func gatewayCouldNotSend(_ id: MessageID, _ error: GatewayError)

    /// The queue has room again after ``GatewayConnection/send(_:)`` threw `queueFull`.
    func gatewayQueueHasRoom()

    /// Whether messages of this agent may come on two paths.
    func hasDirectPaths(to did: DID) -> Bool

    /// Something came that was refused, or an attempt to connect failed: worth telling, nothing to do.
    func gatewayReported(_ error: any Error)
}

extension GatewayConnection {
    /// What an agent says about itself when it registers.
    struct Description {
        var card: AgentCard?
        var capabilities: [CapabilityDescriptor] = []
        var keyExchangeKey: KeyExchangePublicKey?
        /// Fresh for each process.
        var instance: MessageID?
    }

    /// How busy an agent is.
    struct Workload: Equatable {
        /// 0…1.
        var load: Double?
        /// How many more calls it would take.
        var slots: Int?
    }
}
