// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What a gateway says about an agent.
///
/// The gateway is believed about what only it can know: presence and load. What the agent can do is taken from its own
/// signed registration before it is called. Source: PROTOCOL_DESIGN, "To the gateway".
public struct AgentDescription: Sendable, Equatable {
    /// Who it is.
    public var did: DID
    /// A short name.
    public var name: String?
    /// What it is for.
    public var description: String?
    /// The agent's own version.
    public var version: String?
    /// What it offers.
    public var capabilities: [CapabilityDescriptor]
    /// Since when it is connected.
    public var connectedAt: Timestamp?
    /// When the gateway last heard of it.
    public var lastActivity: Timestamp?
    /// How busy it is, 0…1.
    public var load: Double?
    /// How many more calls it would take.
    public var slots: Int?

    /// Whether it offers a capability.
    public func offers(_ capability: String) -> Bool {
        capabilities.contains { $0.id.text == capability }
    }
}

extension AgentDescription {
    /// Reads a gateway's words; `nil` when they are no description.
    init?(_ object: JSONObject) {
        guard let did = object["did"]?.string.flatMap({ try? DID($0) }) else { return nil }
        self.did = did
        name = object["name"]?.string
        description = object["description"]?.string
        version = object["version"]?.string
        // A descriptor of another form is left out: the rest may still be of use.
        capabilities = (object["capabilities"]?.array ?? []).compactMap(\.object).compactMap {
            try? CapabilityDescriptor($0)
        }
        connectedAt = object["connected_at"]?.string.flatMap(Timestamp.init)
        lastActivity = object["last_activity"]?.string.flatMap(Timestamp.init)
        load = object["load"]?.double
        slots = object["slots"]?.int
    }
}
