// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A configuration with the certificates and keys that belong to it, shared by all connections that use it.
///
/// Safe to use from every thread.
public final class TLSContext: Sendable {
    /// How TLS is spoken.
    public let configuration: TLSConfiguration
    private let keys: Locked<TLSKeys>

    /// Reads the configuration's files.
    ///
    /// - Throws: `certificateUnusable` for a file that cannot be read or does not fit; `invalidArgument` for a bad
    ///   protocol name, a server without certificate, or a verification that trusts nobody.
    public init(_ configuration: TLSConfiguration) throws(TransportError) {
        self.configuration = configuration
        keys = Locked(try TLSKeys(configuration))
    }

    /// Reads the files again; connections made from now on use what they say, the others keep what they have.
    ///
    /// - Throws: as `init`; what was in use stays in use then.
    public func reload() throws(TransportError) {
        let fresh = try TLSKeys(configuration)
        keys.withLock { $0 = fresh }
    }

    /// Puts TLS above a channel that carries its records.
    ///
    /// - Parameters:
    ///   - lower: a channel that was not started.
    ///   - host: on a client, the name or address that the certificate must be for.
    /// - Throws: `resourcesExhausted` without memory; `invalidArgument` for a host that cannot be one.
    /// - Returns: a channel that opens when the handshake is done.
    public func secure(_ lower: any ByteChannel, host: String? = nil) throws(TransportError) -> any ByteChannel {
        try layer(above: lower, host: host)
    }

    /// As ``secure(_:host:)``, with the result's own type.
    internal func layer(above lower: any ByteChannel, host: String? = nil) throws(TransportError) -> TLSChannel {
        let keys = keys.withLock { $0 }
        let session = try TLSSession(keys, host: host, lower: lower)
        return TLSChannel(above: lower, session: session, handshakeTimeout: configuration.handshakeTimeout)
    }
}
