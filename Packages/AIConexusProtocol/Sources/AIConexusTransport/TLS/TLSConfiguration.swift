// SPDX-License-Identifier: MIT

/// How TLS is spoken: version 1.2 or later, without session tickets, compression or renegotiation.
public struct TLSConfiguration: Hashable, Sendable {
    /// Which side of the handshake this is.
    public enum Role: Hashable, Sendable {
        /// Connects, and checks the server's certificate against the host name.
        case client
        /// Accepts, and shows its certificate.
        case server
    }

    /// What is demanded of the peer's certificate.
    public enum Verification: Hashable, Sendable {
        /// None is asked for (server), any is accepted (client): for tests only.
        case none
        /// On a server: a client may show one; if it does, it must be good.
        case optional
        /// There must be one, and it must be good.
        case required
    }

    /// Which side of the handshake this is.
    public var role: Role
    /// A PEM file with our certificate first, then the intermediate ones; servers need it.
    public var certificateFile: String?
    /// A PEM file with the certificate's key, not encrypted; by default the certificate's file.
    public var keyFile: String?
    /// Whether the system's root certificates are trusted; `SSL_CERT_FILE` and `SSL_CERT_DIR` move them.
    public var trustsSystemRoots: Bool
    /// PEM files with further trusted root certificates.
    public var rootFiles: [String]
    /// What is demanded of the peer's certificate.
    public var verification: Verification
    /// The protocols offered or understood for ALPN (RFC 7301), best first; empty leaves ALPN out.
    ///
    /// Each is 1…255 bytes long. A server refuses clients that offer none of them; those that offer nothing are served.
    public var applicationProtocols: [String]
    /// How long a handshake may take.
    public var handshakeTimeout: Duration

    /// A server's configuration.
    ///
    /// - Parameters:
    ///   - certificateFile: a PEM file with the chain, our certificate first.
    ///   - keyFile: a PEM file with its key; by default the certificate's file.
    /// - Returns: a configuration that asks for no client certificate.
    public static func server(certificateFile: String, keyFile: String? = nil) -> TLSConfiguration {
        TLSConfiguration(role: .server, certificateFile: certificateFile, keyFile: keyFile, verification: .none)
    }

    /// A client's configuration: trusts the system's roots and checks the host name.
    public static func client() -> TLSConfiguration {
        TLSConfiguration(role: .client, trustsSystemRoots: true, verification: .required)
    }

    private init(
        role: Role,
        certificateFile: String? = nil,
        keyFile: String? = nil,
        trustsSystemRoots: Bool = false,
        verification: Verification
    ) {
        self.role = role
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.trustsSystemRoots = trustsSystemRoots
        self.verification = verification
        rootFiles = []
        applicationProtocols = []
        handshakeTimeout = .seconds(10)
    }
}
