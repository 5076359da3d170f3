// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What the gateway knows of one registered agent.
package struct AgentRecord: Equatable, Sendable {
    /// What an agent says of how busy it is.
    package struct Occupancy: Hashable, Sendable {
        /// 0…1.
        package var load: Double?
        /// How many more calls it would take.
        package var slots: Int?

        package init(load: Double? = nil, slots: Int? = nil) {
            self.load = load
            self.slots = slots
        }
    }

    package let key: PublicKey
    package let connection: ConnectionID
    package let epoch: Int
    /// When the session began.
    package let connectedAt: Timestamp
    /// The text of the agent's own `REGISTER`, as it was received.
    package var registration: [UInt8]
    /// Whether the registration answered a challenge, so that it may be handed out.
    package let isChallenged: Bool
    /// What it offers, without duplicates.
    package var capabilities: [CapabilityID]
    /// When it was heard last.
    package var lastActivity: Moment
    /// As it said last.
    package var occupancy = Occupancy()

    /// The occupancy that watchers know, and since when.
    var reportedOccupancy = Occupancy()
    var occupancyReportedAt: Duration

    /// Whether it has been silent for too long to be given routed calls.
    package func isSilent(at now: Moment, tolerating silence: Duration) -> Bool {
        now.uptime - lastActivity.uptime > silence
    }

    /// Whether it offers `capability`; whatever that is, if `nil`.
    package func offers(_ capability: CapabilityID?) -> Bool {
        capability.map(capabilities.contains) ?? true
    }

    /// The memory that depends on what the agent registered, about, in bytes.
    var byteCount: Int { registration.count + capabilities.count * Self.capabilityByteCount + Self.fixedByteCount }

    private static let capabilityByteCount = 48
    private static let fixedByteCount = 512
}
