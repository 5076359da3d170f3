// SPDX-License-Identifier: MIT

package import AIConexusTransport

extension GatewaySettings {
    /// Which web pages may connect: those that the settings allow, and the gateway's own.
    ///
    /// - Parameter addresses: where the gateway listens, with the ports that the system chose.
    /// - Returns: the policy.
    package func originPolicy(listeningAt addresses: [SocketAddress]) -> HTTPOriginPolicy {
        HTTPOriginPolicy(allowing: (allowedOrigins + ownOrigins(listeningAt: addresses)).map(\.description))
    }

    /// The origins of pages that come from this gateway, or from a proxy in front of it.
    ///
    /// All names are the operator's: to take them from `Host` would let pages in whose name was made to point at this
    /// machine (DNS rebinding).
    private func ownOrigins(listeningAt addresses: [SocketAddress]) -> [WebOrigin] {
        let scheme = tlsCertificate == nil ? "http" : "https"
        let local = addresses.flatMap { address in
            address.reachingHosts.map { "\(scheme)://\($0):\(address.port)" }
        }
        return publicURLs.map(WebOrigin.init) + local.compactMap { WebOrigin($0) }
    }
}

extension SocketAddress {
    /// How pages of this machine, or of others where that is known, write the host of a listening address.
    fileprivate var reachingHosts: [String] {
        let isWildcard = address == IPAddress(v4: 0) || address == IPAddress(high: 0, low: 0)
        let literal = address.family == .v4 ? "\(address)" : "[\(address)]"
        if isWildcard { return ["localhost", "127.0.0.1", "[::1]"] }
        return address.isLoopback ? ["localhost", literal] : [literal]
    }
}
