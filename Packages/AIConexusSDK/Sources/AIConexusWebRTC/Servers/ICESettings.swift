// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// What an ICE agent begins with: a configuration whose server names were looked up.
struct ICESettings {
    /// A TURN server with what it wants to know.
    struct Relay {
        var address: SocketAddress
        var isTCP: Bool
        var username: String
        var credential: String
    }

    /// libnice takes no more.
    static let relayLimit = 8

    var stunServer: SocketAddress?
    var relays: [Relay] = []
    /// All servers, each with its first address, if it has one.
    var servers: [(ICEServer, SocketAddress?)] = []

    /// What needs no lookup, `nil` when a server is given by name.
    init?(withoutLookup servers: [ICEServer]) {
        var found: [(ICEServer, [SocketAddress])] = []
        for server in servers {
            guard let address = IPAddress(server.host) else { return nil }
            found.append((server, [SocketAddress(address, port: server.port)]))
        }
        self.init(found)
    }

    /// Looks the servers' names up, all at once.
    init(lookingUp servers: [ICEServer], with connector: Connector) async {
        let found = await withTaskGroup(of: (Int, [SocketAddress]).self) { group in
            for (index, server) in servers.enumerated() {
                group.addTask {
                    // A name without address is noted below; the others are of use without it.
                    (index, (try? await connector.addresses(of: server.host, port: server.port)) ?? [])
                }
            }
            return await group.reduce(into: [[SocketAddress]](repeating: [], count: servers.count)) { $0[$1.0] = $1.1 }
        }
        self.init(Array(zip(servers, found)))
    }

    private init(_ servers: [(ICEServer, [SocketAddress])]) {
        for (server, addresses) in servers {
            self.servers.append((server, addresses.first))
            switch server.kind {
            case .stun:
                // NATs are a matter of IPv4.
                if stunServer == nil { stunServer = addresses.first { $0.address.family == .v4 } ?? addresses.first }
            case .turnUDP, .turnTCP:
                // One address of each family: further ones are most likely the same machine.
                let chosen = [IPAddress.Family.v4, .v6].compactMap { family in
                    addresses.first { $0.address.family == family }
                }
                relays += chosen.map {
                    Relay(
                        address: $0,
                        isTCP: server.kind == .turnTCP,
                        username: server.username,
                        credential: server.credential
                    )
                }
            }
        }
        relays = Array(relays.prefix(Self.relayLimit))
    }
}
