// SPDX-License-Identifier: MIT

/// An address at which a peer may be reached, as RFC 8839 §5.1 writes it; or the end of the candidates.
public struct ICECandidate: Hashable, Sendable {
    /// How a candidate was found.
    public enum Kind: String, Sendable {
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
    public enum Transport: String, Sendable {
        /// Datagrams.
        case udp
        /// Frames on a TCP connection (RFC 6544), which this module does not use.
        case tcp
    }

    /// Equal for candidates that are found in the same way; 1 to 32 characters.
    public var foundation: String
    /// 1 for data channels.
    public var component: Int
    /// What carries the datagrams.
    public var transport: Transport
    /// The higher, the sooner it is tried.
    public var priority: UInt32
    /// An IP address, or a name such as `….local` that stands for one.
    public var address: String
    /// The port.
    public var port: UInt16
    /// How the candidate was found.
    public var kind: Kind
    /// The agent's credentials that the candidate belongs to, where the line says it (RFC 8838 §11).
    public var credentialName: String?

    /// The longest line that is read, in bytes.
    private static let lineLimit = 1_024

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

    /// The candidate on a line, with or without `a=`; the empty line is the end of the candidates.
    ///
    /// - Throws: `invalidDescription` for anything else.
    public init(_ line: String) throws(PeerConnectionError) {
        guard !line.isEmpty else {
            self = .endOfCandidates
            return
        }
        let invalid = PeerConnectionError(.invalidDescription, "not a candidate line")
        guard line.utf8.count <= Self.lineLimit else { throw invalid }
        var text = Substring(line)
        for prefix in ["a=", "candidate:"] where text.hasPrefix(prefix) { text = text.dropFirst(prefix.count) }
        let words = text.split(separator: " ")
        guard words.count >= 8, words[6] == "typ", let kind = Kind(rawValue: String(words[7])),
            let transport = Transport(rawValue: words[2].lowercased()), let component = UInt8(words[1]),
            let priority = UInt32(words[3]), let port = UInt16(words[5]), (1...32).contains(words[0].utf8.count)
        else { throw invalid }
        self.init(
            foundation: String(words[0]),
            component: Int(component),
            transport: transport,
            priority: priority,
            address: String(words[4]),
            port: port,
            kind: kind
        )
        var index = 8
        while index + 1 < words.count {
            if words[index] == "ufrag" { credentialName = String(words[index + 1]) }
            index += 2
        }
    }

    /// The line, without `a=`; empty for the end of the candidates.
    public var line: String {
        guard !isEndOfCandidates else { return "" }
        let start = "candidate:\(foundation) \(component) \(transport) \(priority) \(address) \(port)"
        // Where it was found from is nobody's business (RFC 8828 §5.2), but must be written for all but hosts.
        let related = kind == .host ? "" : " raddr 0.0.0.0 rport 0"
        return "\(start) typ \(kind.rawValue)" + related + (credentialName.map { " ufrag \($0)" } ?? "")
    }
}
