// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// The addresses of this machine that a peer may be told.
enum LocalAddresses {
    /// How many are used; every one is a socket, and a row of pairs to be tried.
    private static let limit = 16
    /// Interfaces between this machine and its own containers and virtual machines.
    private static let ignoredNames = ["docker", "veth", "virbr", "vnet", "br-"]

    /// Those in use: not loopback, not link-local, IPv4 first.
    static func current() -> [IPAddress] {
        let usable = InterfaceAddress.current()
            .filter { entry in
                !entry.isLoopback && !ignoredNames.contains(where: entry.interface.hasPrefix) && isUsable(entry.address)
            }
            .map(\.address)
        return Array((usable.filter { $0.family == .v4 } + usable.filter { $0.family == .v6 }).prefix(limit))
    }

    /// Whether others can reach the address: link-local ones need a zone, which candidates do not have.
    static func isUsable(_ address: IPAddress) -> Bool {
        switch address.family {
        case .v4: !address.isLoopback && UInt32(truncatingIfNeeded: address.low) >> 16 != 0xA9FE
        case .v6: !address.isLoopback && address.high >> 54 != 0xFE80 >> 6
        }
    }
}
