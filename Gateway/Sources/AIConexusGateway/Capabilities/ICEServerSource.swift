// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// The STUN and TURN servers that agents are given: a fixed list, and servers with credentials made for each agent.
package struct ICEServerSource: Sendable {
    /// Servers that check short-lived credentials as coturn's `use-auth-secret` does.
    ///
    /// The user is `expiry:did` with the expiry in Unix seconds, the password the base64 of the user's HMAC-SHA1.
    /// Source: draft-uberti-behave-turn-rest-00 §2.2.
    package struct SharedSecret: Sendable {
        /// The servers' addresses.
        package var urls: [String]
        /// How long credentials are good.
        package var lifetime: Duration
        /// HMAC-SHA1 with the shared secret, which never leaves the function: the user's bytes in, 20 bytes out.
        package var authenticationCode: @Sendable ([UInt8]) -> [UInt8]

        package init(
            urls: [String],
            lifetime: Duration,
            authenticationCode: @escaping @Sendable ([UInt8]) -> [UInt8]
        ) {
            self.urls = urls
            self.lifetime = lifetime
            self.authenticationCode = authenticationCode
        }
    }

    /// Servers that are the same for all.
    package var fixed: [ICEServer]
    /// Servers with credentials of one's own.
    package var sharedSecret: SharedSecret?

    package init(fixed: [ICEServer] = [], sharedSecret: SharedSecret? = nil) {
        self.fixed = fixed
        self.sharedSecret = sharedSecret
    }

    /// The servers for one agent.
    package func servers(for agent: DID, now: Timestamp) -> [ICEServer] {
        guard let sharedSecret else { return fixed }
        let expires = Timestamp(secondsSinceEpoch: now.advanced(by: sharedSecret.lifetime).secondsSinceEpoch)
        let username = "\(expires.secondsSinceEpoch):\(agent)"
        let password = Base64.encode(sharedSecret.authenticationCode(Array(username.utf8)).span)
        return fixed + [
            ICEServer(urls: sharedSecret.urls, username: username, credential: password, expires: expires)
        ]
    }
}
