// SPDX-License-Identifier: MIT

/// A STUN or TURN server, as its URL names it (RFC 7064, RFC 7065).
public struct ICEServer: Hashable, Sendable {
    /// What a server does, and over what.
    public enum Kind: Hashable, Sendable {
        /// Tells how it sees us.
        case stun
        /// Relays, reached over UDP.
        case turnUDP
        /// Relays, reached over TCP, which passes where UDP does not.
        case turnTCP
    }

    /// What the server does, and over what.
    public var kind: Kind
    /// A name or an address without brackets.
    public var host: String
    /// The port, 3478 by default.
    public var port: UInt16
    /// The name that a TURN server knows us by.
    public var username: String
    /// The secret that belongs to it.
    public var credential: String

    /// Reads a URL: `stun:HOST[:PORT]` or `turn:HOST[:PORT][?transport=udp|tcp]`.
    ///
    /// - Parameters:
    ///   - url: the URL; `stuns:` and `turns:` are not supported.
    ///   - username: for TURN.
    ///   - credential: for TURN.
    /// - Throws: `invalidArgument`.
    public init(_ url: String, username: String = "", credential: String = "") throws(PeerConnectionError) {
        let invalid = PeerConnectionError(.invalidArgument, "not the URL of a STUN or TURN server: \(url.prefix(100))")
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let colon = parts.first?.firstIndex(of: ":") else { throw invalid }
        let query = parts.count == 2 ? parts[1] : ""
        switch (url[..<colon].lowercased(), query) {
        case ("stun", ""): kind = .stun
        case ("turn", ""), ("turn", "transport=udp"): kind = .turnUDP
        case ("turn", "transport=tcp"): kind = .turnTCP
        default: throw invalid
        }
        var rest = parts[0][parts[0].index(after: colon)...]
        if rest.hasPrefix("["), let bracket = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<bracket])
            rest = rest[rest.index(after: bracket)...]
        } else {
            host = String(rest.prefix { $0 != ":" })
            rest = rest.dropFirst(host.count)
        }
        guard !host.isEmpty, !host.utf8.contains(0), rest.isEmpty || rest.hasPrefix(":"),
            let port = rest.isEmpty ? 3_478 : UInt16(rest.dropFirst()), port > 0
        else { throw invalid }
        self.port = port
        self.username = username
        self.credential = credential
    }
}
