// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Whether an agent can make direct connections, as far as it can tell by itself: its addresses, and the STUN and TURN
/// servers that its gateway names.
public struct DirectReport: Hashable, Sendable {
    /// A STUN or TURN server.
    public struct Server: Hashable, Sendable {
        /// How a server is.
        public enum Verdict: Hashable, Sendable {
            /// It answers, and takes the credentials. The text is how it sees this machine, where it says so.
            case usable(seenAs: String?)
            /// It is a TURN server and takes other credentials.
            case credentialsRefused
            /// It answers with another error, such as 486 for one address too many.
            case refused(code: Int)
            /// It does not answer, or its name has no address.
            case unreachable
            /// A form of server that is not supported, such as `turns:`.
            case unsupported
        }

        /// Its address, such as `stun:host:3478`.
        public var url: String
        /// How it is.
        public var verdict: Verdict

        /// Creates a report of a server.
        public init(url: String, verdict: Verdict) {
            (self.url, self.verdict) = (url, verdict)
        }
    }

    /// What a connection that finds no path would report; `nil` when nothing is known to stand in its way.
    public var failure: DirectPathFailure?
    /// The servers, in the gateway's order.
    public var servers: [Server]

    /// Creates a report.
    public init(failure: DirectPathFailure?, servers: [Server]) {
        (self.failure, self.servers) = (failure, servers)
    }
}

extension Agent {
    /// Looks at addresses and servers; takes some seconds when a server does not answer.
    public func examineDirectPaths() async -> DirectReport {
        if let reason = core.links.unavailable { return DirectReport(failure: reason, servers: []) }
        let servers = await withCheckedContinuation { continuation in
            core.withServers { continuation.resume(returning: $0) }
        }
        return await examine(servers, on: loop)
    }
}
