// SPDX-License-Identifier: MIT

/// Which hosts are reached without proxy: the rules of `no_proxy`.
///
/// Entries are separated by commas or spaces; letter case does not matter. An entry is `*` (all), a host name (itself
/// and all names below it; a leading dot or `*.` makes no difference), an address, or a block of addresses
/// (`10.0.0.0/8`). A name or address followed by `:port` is for that port only. `localhost` and loopback addresses
/// never go through a proxy. There is no standard; this is what curl and Go have in common.
public struct ProxyExceptions: Hashable, Sendable {
    private enum Rule: Hashable {
        case all
        case name(String, port: UInt16?)
        case address(IPAddress, port: UInt16?)
        case network(IPNetwork)
    }

    private var rules: [Rule] = []

    /// Reads the rules; an entry that is none of them matches nothing.
    ///
    /// - Parameter text: the value of `no_proxy`.
    public init(_ text: String = "") {
        for entry in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            rules.append(contentsOf: Self.rule(entry.lowercased()).map { [$0] } ?? [])
        }
    }

    /// Whether `host` is reached without proxy.
    ///
    /// - Parameters:
    ///   - host: a host name or an address without brackets.
    ///   - port: the port that is to be reached.
    /// - Returns: whether an entry matches, or the host is this machine.
    public func contains(host: String, port: UInt16) -> Bool {
        let name = Self.withoutTrailingDot(host.lowercased())
        let address = IPAddress(name)
        if name == "localhost" || address?.isLoopback == true { return true }
        return rules.contains { rule in
            switch rule {
            case .all: true
            case .network(let network): address.map(network.contains) ?? false
            case .address(let excepted, let only): address == excepted && (only ?? port) == port
            case .name(let excepted, let only):
                address == nil && (only ?? port) == port && (name == excepted || name.hasSuffix(".\(excepted)"))
            }
        }
    }

    private static func rule(_ entry: String) -> Rule? {
        if entry == "*" { return .all }
        if entry.contains("/") { return IPNetwork(entry).map(Rule.network) }
        guard let (host, port) = HostAndPort.split(entry[...]) else { return nil }
        if let address = IPAddress(host) { return .address(address, port: port) }
        let name = withoutTrailingDot(String(host.trimmingPrefix("*").trimmingPrefix(".")))
        return HostAndPort.isHost(name) ? .name(name, port: port) : nil
    }

    private static func withoutTrailingDot(_ name: String) -> String {
        name.last == "." ? String(name.dropLast()) : name
    }
}
