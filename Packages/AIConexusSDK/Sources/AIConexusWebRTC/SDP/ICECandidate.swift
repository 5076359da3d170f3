// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// An address at which a peer may be reached, as RFC 8839 §5.1 writes it; or the end of the candidates.
///
/// ```
/// candidate:<foundation> <component> <transport> <priority> <address> <port> typ <kind>
///     [raddr <address> rport <port>] [tcptype <type>] [<name> <value>]…
/// ```
public struct ICECandidate: Hashable, Sendable {
    /// How a candidate was found.
    public enum Kind: String, Sendable, CaseIterable {
        /// An address of the machine's own.
        case host
        /// How a STUN server sees a host address: the outside of a NAT.
        case serverReflexive = "srflx"
        /// How the peer sees us, seen in its checks.
        case peerReflexive = "prflx"
        /// An address on a TURN server.
        case relayed = "relay"
    }

    /// What carries the datagrams.
    public enum Transport: String, Sendable, CaseIterable {
        /// Datagrams.
        case udp
        /// Frames on a TCP connection (RFC 6544), which this module does not use.
        case tcp
    }

    /// Who opens the TCP connection (RFC 6544 §4.5).
    public enum TCPType: String, Sendable, CaseIterable {
        /// The candidate's owner.
        case active
        /// The other side.
        case passive
        /// Both at once.
        case simultaneousOpen = "so"
    }

    /// An attribute that this module does not know, such as `network-cost`.
    public struct Extension: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: String
    }

    /// Equal for candidates that are found in the same way; 1 to 32 letters, digits, `+` and `/`.
    public internal(set) var foundation: String
    /// 1 for data channels; 1…256.
    public internal(set) var component: Int
    /// What carries the datagrams.
    public internal(set) var transport: Transport
    /// The higher, the sooner it is tried.
    public internal(set) var priority: UInt32
    /// An IP address, or a name such as `….local` that stands for one.
    public internal(set) var address: String
    /// The port.
    public internal(set) var port: UInt16
    /// How the candidate was found.
    public internal(set) var kind: Kind
    /// The address that a reflexive or relayed candidate was found from, where it is told.
    public internal(set) var relatedAddress: String?
    /// The port of `relatedAddress`.
    public internal(set) var relatedPort: UInt16?
    /// Who opens the connection of a TCP candidate.
    public internal(set) var tcpType: TCPType?
    /// The name of the credentials that the candidate belongs to, where the line says it (RFC 8838 §11).
    public internal(set) var credentialName: String?
    /// What else the line says, in its order.
    public internal(set) var extensions: [Extension] = []

    /// The longest line that is read, in bytes.
    static let lineLimit = 1_024

    /// What is sent after the last candidate.
    public static let endOfCandidates = ICECandidate(
        foundation: "",
        component: 1,
        transport: .udp,
        priority: 0,
        address: "",
        port: 0,
        kind: .host
    )

    /// Whether this stands for the end of the candidates.
    public var isEndOfCandidates: Bool { foundation.isEmpty }

    /// Whether `address` is a name that only multicast DNS resolves: browsers hide addresses behind such names
    /// (RFC 6762 §3).
    public var isMulticastName: Bool { address.lowercased().hasSuffix(".local") }

    init(
        foundation: String,
        component: Int,
        transport: Transport,
        priority: UInt32,
        address: String,
        port: UInt16,
        kind: Kind
    ) {
        self.foundation = foundation
        self.component = component
        self.transport = transport
        self.priority = priority
        self.address = address
        self.port = port
        self.kind = kind
    }
}

extension ICECandidate {
    /// The line, without `a=`; empty for the end of the candidates.
    ///
    /// What a reflexive or relayed candidate was found from must be written; where it is not told, the address that
    /// stands for no address is.
    public var line: String {
        guard !isEndOfCandidates else { return "" }
        var line =
            "candidate:\(foundation) \(component) \(transport) \(priority) \(address) \(port) typ \(kind.rawValue)"
        if let relatedAddress {
            line += " raddr \(relatedAddress) rport \(relatedPort ?? Self.noPort)"
        } else if kind != .host {
            line += " raddr \(IPAddress(address)?.family == .v6 ? "::" : "0.0.0.0") rport \(Self.noPort)"
        }
        if let tcpType { line += " tcptype \(tcpType.rawValue)" }
        if let credentialName { line += " ufrag \(credentialName)" }
        for attribute in extensions { line += " \(attribute.name) \(attribute.value)" }
        return line
    }

    /// The port of an address that is not told: discard (RFC 8839 §5.1).
    private static let noPort: UInt16 = 9
}

extension ICECandidate: CustomStringConvertible {
    /// The line, or `end-of-candidates`.
    public var description: String {
        isEndOfCandidates ? "end-of-candidates" : line
    }
}
