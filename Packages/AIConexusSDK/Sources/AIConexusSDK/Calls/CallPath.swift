// SPDX-License-Identifier: MIT

/// The way that a call's messages took.
public enum CallPath: String, Hashable, Sendable, CaseIterable {
    /// Through the gateway.
    case relay
    /// From agent to agent.
    case direct
    /// From agent to agent, by way of a TURN server.
    case turn
}
