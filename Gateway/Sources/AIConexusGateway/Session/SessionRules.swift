// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What all sessions of a gateway have in common.
package final class SessionRules: Sendable {
    /// The gateway's own name.
    package let gateway: DID
    /// The settings.
    package let configuration: GatewayConfiguration

    package init(gateway: DID, configuration: GatewayConfiguration) {
        self.gateway = gateway
        self.configuration = configuration
    }
}
