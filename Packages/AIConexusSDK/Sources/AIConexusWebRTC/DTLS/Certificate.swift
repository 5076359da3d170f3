// SPDX-License-Identifier: MIT

#if WebRTC
/// A key and a certificate that the peer knows by its fingerprint: P-256, signed by itself, with nobody's name in it.
///
/// Connections may share one; whoever sees two descriptions with the same fingerprint then knows that they come from
/// the same place. Making one costs less than 1 ms.
public struct Certificate: Sendable {
    /// What the peer is told of the certificate.
    public let fingerprint: Fingerprint
    let context: DTLSContext

    /// Makes a key and its certificate.
    ///
    /// - Throws: `resourcesExhausted`.
    public init() throws(PeerConnectionError) {
        context = try DTLSContext()
        fingerprint = context.fingerprint
    }
}
#endif
