// SPDX-License-Identifier: MIT

/// What a gateway can be asked by `EXEC_REQUEST`.
///
/// Source: PROTOCOL_DESIGN, "Routing".
package enum GatewayCapability: String, Hashable, Sendable, CaseIterable {
    /// {`capability`?, `text`?, `limit`?, `cursor`?} → {`agents`, `cursor`?}.
    case listAgents = "gateway.agents.list"
    /// {`did`} → an agent with its `registration`.
    case getAgent = "gateway.agents.get"
    /// {`capability`?} → a stream of who is there.
    case watchAgents = "gateway.agents.watch"
    /// {} → {`ice_servers`}.
    case listICEServers = "gateway.ice_servers"
    /// {} → numbers.
    case showStatistics = "gateway.stats"
}
