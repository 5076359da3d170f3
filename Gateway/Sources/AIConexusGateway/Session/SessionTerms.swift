// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What a session gets when it becomes live.
package struct SessionTerms: Equatable, Sendable {
    /// The order of the DID's sessions at this gateway.
    package var epoch: Int
    /// The session's name, random.
    package var name: MessageID
    /// The servers for direct connections.
    package var iceServers: [ICEServer]

    package init(epoch: Int, name: MessageID, iceServers: [ICEServer] = []) {
        self.epoch = epoch
        self.name = name
        self.iceServers = iceServers
    }
}
