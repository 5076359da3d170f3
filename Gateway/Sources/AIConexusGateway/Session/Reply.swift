// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What the gateway says to an agent, before it has an id, a time and a signature.
package struct Reply: Equatable, Sendable {
    /// For whom it is.
    package var to: DID
    /// The message that it answers.
    package var correlationID: MessageID?
    /// What it says.
    package var payload: Payload

    package init(to: DID, answering correlationID: MessageID? = nil, _ payload: Payload) {
        self.to = to
        self.correlationID = correlationID
        self.payload = payload
    }
}
