// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// Where an agent's messages go.
package struct AgentRoute: Hashable, Sendable {
    package let key: PublicKey
    /// The connection, which names its loop.
    package let connection: ConnectionID
    /// The order of the agent's sessions.
    package let epoch: Int

    package init(key: PublicKey, connection: ConnectionID, epoch: Int) {
        self.key = key
        self.connection = connection
        self.epoch = epoch
    }
}

/// A session's own place in the registry, so that it finds itself without a search.
package struct AgentHandle: Hashable, Sendable {
    let place: Int
    /// Tells whether the place is still this session's.
    package let epoch: Int
}
