// SPDX-License-Identifier: MIT

/// What a TLS handshake agreed on.
public struct ChannelSecurity: Hashable, Sendable {
    /// The protocol's version as OpenSSL writes it: `TLSv1.2` or `TLSv1.3`.
    public var version: String
    /// The cipher suite as OpenSSL writes it.
    public var cipher: String
    /// The application protocol chosen by ALPN (RFC 7301), `nil` when none was.
    public var applicationProtocol: String?
    /// On a server, the host name that the client asked for (SNI, RFC 6066 §3).
    public var serverName: String?
    /// The peer's certificate in DER, verified; `nil` when it showed none.
    public var peerCertificate: [UInt8]?
}
