// SPDX-License-Identifier: MIT

/// A part of a list of agents.
package struct AgentPage: Equatable, Sendable {
    /// The agents, in the order of their DIDs.
    package var records: [AgentRecord]
    /// Whether there are no more after them.
    package var isLast: Bool
}
