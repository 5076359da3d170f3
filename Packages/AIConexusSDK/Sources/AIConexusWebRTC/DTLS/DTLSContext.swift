// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport
internal import COpenSSL
internal import Glibc

/// The owner of an `SSL_CTX` with a certificate of its own; connections on all threads share it.
@safe
final class DTLSContext: @unchecked Sendable {
    // Guard of `@unchecked Sendable`: never changed after init; OpenSSL counts references atomically.

    /// How long the certificate is valid, in seconds; nobody looks at it (RFC 8122 §6), so a month is long enough.
    private static let validSeconds = 30 * 86_400
    /// ECDHE only, with the AEAD ciphers that WebRTC demands (RFC 8827 §6.5).
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK"
    /// Peers made for media refuse a handshake that offers no key for it.
    private static let mediaProfiles = "SRTP_AES128_CM_SHA1_80"

    let pointer: OpaquePointer
    /// The SHA-256 of the certificate.
    let fingerprint: Fingerprint

    /// Makes a key, its certificate and a context that uses them.
    ///
    /// - Throws: `resourcesExhausted`.
    init() throws(PeerConnectionError) {
        OpenSSLErrors.clear()
        guard let key = unsafe Self.makeKey() else { throw Self.failure() }
        defer { unsafe EVP_PKEY_free(key) }
        guard let certificate = unsafe Self.makeCertificate(key) else { throw Self.failure() }
        defer { unsafe X509_free(certificate) }
        guard let fingerprint = unsafe Self.fingerprint(of: certificate),
            let context = unsafe SSL_CTX_new(DTLS_method())
        else { throw Self.failure() }
        self.fingerprint = fingerprint
        unsafe pointer = context
        guard unsafe SSL_CTX_use_certificate(context, certificate) == 1,
            unsafe SSL_CTX_use_PrivateKey(context, key) == 1,
            unsafe COpenSSL_SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, Self.ciphers) == 1,
            // This one says 0 for success.
            unsafe SSL_CTX_set_tlsext_use_srtp(context, Self.mediaProfiles) == 0
        else { throw Self.failure() }
        unsafe SSL_CTX_set_options(
            context,
            COpenSSL_SSL_OP_NO_QUERY_MTU | COpenSSL_SSL_OP_NO_TICKET | COpenSSL_SSL_OP_NO_RENEGOTIATION
                | COpenSSL_SSL_OP_NO_COMPRESSION
        )
        unsafe COpenSSL_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        unsafe COpenSSL_SSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS))
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        unsafe SSL_CTX_set_cert_verify_callback(context, verifyCertificate, nil)
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }

    /// The SHA-256 of a certificate, `nil` when OpenSSL fails.
    static func fingerprint(of certificate: OpaquePointer) -> Fingerprint? {
        let bytes = [UInt8](capacity: Fingerprint.byteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, count in
                var written: UInt32 = 0
                let isDone = unsafe X509_digest(certificate, EVP_sha256(), memory.baseAddress, &written) == 1
                count = isDone ? Int(written) : 0
            }
        }
        return Fingerprint(bytes: bytes)
    }

    private static func makeKey() -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1
        else { return nil }
        return unsafe key
    }

    private static func makeCertificate(_ key: OpaquePointer) -> OpaquePointer? {
        guard let certificate = unsafe X509_new() else { return nil }
        let name = unsafe X509_get_subject_name(certificate)
        let isDone =
            unsafe X509_set_version(certificate, 2) == 1
            && ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int(Int32.max))) == 1
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -86_400) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds) != nil
            && X509_set_pubkey(certificate, key) == 1
            && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, Array("WebRTC".utf8), 6, -1, 0) == 1
            && X509_set_issuer_name(certificate, name) == 1
            && X509_sign(certificate, key, EVP_sha256()) > 0
        guard isDone else {
            unsafe X509_free(certificate)
            return nil
        }
        return unsafe certificate
    }

    private static func failure() -> PeerConnectionError {
        PeerConnectionError(.resourcesExhausted, "a DTLS certificate could not be made: \(OpenSSLErrors.drain())")
    }
}

/// Compares the peer's certificate with the fingerprints of its description, in place of every other verification.
///
/// Called inside of the transport's calls into OpenSSL, on the loop's thread. A certificate that is refused here ends
/// the handshake with an alert, so that the peer fails at once too.
private func verifyCertificate(_ store: OpaquePointer?, _ context: UnsafeMutableRawPointer?) -> Int32 {
    let index = SSL_get_ex_data_X509_STORE_CTX_idx()
    guard let store = unsafe store, let ssl = unsafe X509_STORE_CTX_get_ex_data(store, index),
        let bio = unsafe SSL_get_rbio(OpaquePointer(ssl)), let transport = unsafe DatagramBIO.transport(of: bio),
        let certificate = unsafe X509_STORE_CTX_get0_cert(store),
        let fingerprint = unsafe DTLSContext.fingerprint(of: certificate), transport.accepts(fingerprint)
    else {
        if let store = unsafe store { unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED) }
        return 0
    }
    return 1
}
#endif
