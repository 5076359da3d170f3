// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What a loop keeps of one of its connections.
struct Connection {
    /// Present while the session is live.
    struct Agent {
        let did: DID
        let handle: AgentHandle
    }

    let id: ConnectionID
    /// Whether it came with a valid enrolment token.
    let hasToken: Bool
    var session: SessionStateMachine
    var agent: Agent?
    /// Whether it ever registered.
    var isAuthenticated = false
    var meter: TrafficMeter
    /// Whether more waits in its output than may.
    var isFilled = false
    var log = DeliveryLog()
    /// The requests whose watches are under way.
    var watches: [MessageID] = []
}
