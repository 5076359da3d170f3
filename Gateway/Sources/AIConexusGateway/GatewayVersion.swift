// SPDX-License-Identifier: MIT

/// The version of the gateway.
package enum GatewayVersion {
    /// As in `1.0.0`.
    package static let current = "0.1.0"
}
