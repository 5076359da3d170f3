// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// What an ICE agent begins with: a configuration whose names were looked up.
struct ICESettings {
    /// A TURN server with what it wants to know.
    struct Relay {
        var address: SocketAddress
        var isTCP: Bool
        var username: String
        var credential: String
    }

    /// The addresses to bind, as text.
    var localAddresses: [String] = []
    var portRange: ClosedRange<UInt16>?
    var stunServer: SocketAddress?
    var relays: [Relay] = []
    var isRelayOnly = false
}
