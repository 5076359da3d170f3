// SPDX-License-Identifier: MIT

#if WebRTC
public import AIConexusTransport

/// What a connection would find: its addresses, and how its servers are.
public struct ConfigurationReport: Sendable {
    /// A server and how it is.
    public struct Server: Hashable, Sendable {
        /// What was asked.
        public var server: ICEServer
        /// What it said.
        public var verdict: ServerVerdict
    }

    /// The addresses that peers would be told.
    public var addresses: [IPAddress]
    /// All servers, in the order of the configuration.
    public var servers: [Server]

    /// What a connection would report that finds no path; `nil` when it would just be `iceTimeout`.
    public var failure: PeerConnectionError? {
        PathFailure(
            verdicts: servers.map { ($0.server.kind, $0.verdict) },
            candidateKinds: addresses.isEmpty ? [] : [.host]
        )
        .error
    }
}

extension PeerConnectionConfiguration {
    /// Looks at the addresses of this machine, and asks all servers at once; takes 2 s when one does not answer.
    ///
    /// - Parameter loop: where the asking happens.
    /// - Returns: what was found.
    public func examine(on loop: EventLoop) async -> ConfigurationReport {
        let servers = servers
        let verdicts = await withTaskGroup(of: (Int, ServerVerdict).self) { group in
            for (index, server) in servers.enumerated() {
                group.addTask { (index, await server.probe(on: loop)) }
            }
            return await group.reduce(into: [ServerVerdict](repeating: .unreachable, count: servers.count)) {
                $0[$1.0] = $1.1
            }
        }
        return ConfigurationReport(
            addresses: localAddresses.isEmpty ? LocalAddresses.current() : localAddresses,
            servers: zip(servers, verdicts).map(ConfigurationReport.Server.init)
        )
    }
}
#endif
