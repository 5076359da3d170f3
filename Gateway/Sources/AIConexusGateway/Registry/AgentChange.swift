// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// One change of the registry: an agent that came, left, or is no longer as it was.
package struct AgentChange: Equatable, Sendable {
    /// What was there, `nil` when the agent came.
    package var before: AgentRecord?
    /// What is there, `nil` when the agent left.
    package var after: AgentRecord?

    /// Whose change it is.
    package var key: PublicKey {
        guard let record = after ?? before else { preconditionFailure("a change of nothing") }
        return record.key
    }
}
