// SPDX-License-Identifier: MIT

package import AIConexusTransport

/// Finds out for whom a reverse proxy speaks, without believing anybody but the proxies that are trusted.
///
/// Each proxy appends to `X-Forwarded-For` the address that it was called from, so the list is read from its end, and
/// only as far as trusted proxies wrote it. What stands before was written by the caller and may be anything.
package struct ForwardedAddress: Sendable {
    /// Proxies in a row beyond which the list is not read on; nobody has so many.
    package static let maximumHopCount = 16

    /// The proxies' addresses.
    package let trustedProxies: [IPNetwork]

    package init(trustedProxies: [IPNetwork]) {
        self.trustedProxies = trustedProxies
    }

    /// The address of whoever is behind a connection.
    ///
    /// - Parameters:
    ///   - peer: the connection's other end.
    ///   - fields: the values of all `X-Forwarded-For` fields, in order.
    /// - Returns: the nearest address that is no trusted proxy's; the farthest trusted one where the list ends, or
    ///   stops being readable, before that.
    package func client(peer: IPAddress, fields: [String]) -> IPAddress {
        var client = peer
        guard isTrusted(peer) else { return peer }
        let hops = fields.reversed().lazy.flatMap {
            $0.split(separator: ",", omittingEmptySubsequences: false).reversed()
        }
        for hop in hops.prefix(Self.maximumHopCount) {
            guard let address = Self.address(of: hop) else { break }
            client = address
            guard isTrusted(address) else { break }
        }
        return client
    }

    /// Whether the address is that of a trusted proxy.
    func isTrusted(_ address: IPAddress) -> Bool {
        trustedProxies.contains { $0.contains(address) }
    }

    /// The address that an element of the list stands for; some proxies add the port.
    private static func address(of element: Substring) -> IPAddress? {
        let trimmed = element.drop { $0 == " " || $0 == "\t" }
        let text = trimmed[
            ..<(trimmed.lastIndex { $0 != " " && $0 != "\t" }.map(trimmed.index(after:)) ?? trimmed.startIndex)
        ]
        if text.first == "[", text.last == "]" {
            return IPAddress(String(text.dropFirst().dropLast())).flatMap { $0.family == .v6 ? $0 : nil }
        }
        return IPAddress(String(text)) ?? SocketAddress(text)?.address
    }
}
