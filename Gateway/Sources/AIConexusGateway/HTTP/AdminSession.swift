// SPDX-License-Identifier: MIT

package import AIConexusProtocol
package import AIConexusTransport

/// What an administrator sees of a session, beyond what everybody does.
///
/// **Shape:** `{"address", "connected_at", "did", "epoch", "last_activity", "name"?, "token"?, "waiting_bytes"}`.
package struct AdminSession: Equatable, Sendable {
    package var did: DID
    /// As the agent calls itself.
    package var name: String?
    /// From where it is connected, behind trusted proxies.
    package var address: IPAddress
    package var connectedAt: Timestamp
    package var lastActivity: Timestamp
    package var epoch: Int
    /// Bytes that wait for its socket.
    package var waitingByteCount: Int
    /// The name of its enrolment token.
    package var token: String?

    package init(
        did: DID,
        name: String? = nil,
        address: IPAddress,
        connectedAt: Timestamp,
        lastActivity: Timestamp,
        epoch: Int,
        waitingByteCount: Int,
        token: String? = nil
    ) {
        self.did = did
        self.name = name
        self.address = address
        self.connectedAt = connectedAt
        self.lastActivity = lastActivity
        self.epoch = epoch
        self.waitingByteCount = waitingByteCount
        self.token = token
    }

    var json: JSONObject {
        var object: JSONObject = [
            "did": .string(did.description), "address": .string(address.description),
            "connected_at": .string(connectedAt.description), "last_activity": .string(lastActivity.description),
            "epoch": .number(exactly: epoch), "waiting_bytes": .number(exactly: waitingByteCount),
        ]
        object["name"] = name.map(JSONValue.string)
        object["token"] = token.map(JSONValue.string)
        return object
    }
}
