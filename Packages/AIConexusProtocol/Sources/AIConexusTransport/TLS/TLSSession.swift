// SPDX-License-Identifier: MIT

internal import COpenSSL

/// The owner of an `SSL`: one connection's handshake and records, over memory that the caller lends.
///
/// OpenSSL reads and writes through a BIO of our own. Reading takes from the span that ``withInput(_:_:)`` lends,
/// writing goes straight into the lower channel's output. Against `SSL_set_fd` this needs one `recv` for any number
/// of records and one `send` a turn, and works above every channel (a proxy's tunnel, memory); against `BIO_s_mem` it
/// neither copies twice nor keeps buffers.
@safe
final class TLSSession {
    /// What a step of the handshake came to.
    enum HandshakeResult {
        case done
        case wantsInput
        case failed(TransportError)
    }

    /// What a read came to.
    enum ReadResult {
        /// So much plaintext was appended.
        case bytes
        case wantsInput
        /// The peer said that nothing more will come (close_notify, RFC 8446 §6.1).
        case ended
        case failed(TransportError)
    }

    /// The largest plaintext of a record (RFC 8446 §5.1).
    static let recordByteCount = 16_384

    private let ssl: OpaquePointer
    private let keys: TLSKeys
    private let lower: any ByteChannel
    /// What ``withInput(_:_:)`` lent and OpenSSL has not taken yet; empty outside of that call.
    private var input = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    /// Prepares a handshake.
    ///
    /// - Throws: `resourcesExhausted`, or `invalidArgument` for a host that cannot be one.
    init(_ keys: TLSKeys, host: String?, lower: any ByteChannel) throws(TransportError) {
        OpenSSLErrors.clear()
        guard let ssl = unsafe SSL_new(keys.context) else { throw Self.exhausted() }
        unsafe self.ssl = ssl
        self.keys = keys
        self.lower = lower
        guard let method = unsafe TLSRecordBIO.method, let bio = unsafe BIO_new(method) else { throw Self.exhausted() }
        // Every call into OpenSSL that may use the BIO comes from a method of ours: we outlive it.
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        // One BIO for both directions: the SSL owns it.
        unsafe SSL_set_bio(ssl, bio, bio)
        if keys.configuration.role == .server {
            unsafe SSL_set_accept_state(ssl)
        } else {
            unsafe SSL_set_connect_state(ssl)
            try expect(host)
        }
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    /// Lends `ciphertext` to the calls that `body` makes, and returns how many of its last bytes were not taken.
    func withInput(_ ciphertext: Span<UInt8>, _ body: () -> Void) -> Int {
        unsafe ciphertext.withUnsafeBufferPointer { buffer in
            unsafe input = buffer
            body()
            let rest = unsafe input.count
            unsafe input = UnsafeBufferPointer(start: nil, count: 0)
            return rest
        }
    }

    /// Goes on with the handshake as far as the input reaches.
    func handshake() -> HandshakeResult {
        OpenSSLErrors.clear()
        let status = unsafe SSL_do_handshake(ssl)
        if status == 1 { return .done }
        let error = unsafe SSL_get_error(ssl, status)
        return error == SSL_ERROR_WANT_READ ? .wantsInput : .failed(failure("the TLS handshake failed"))
    }

    /// Decrypts the next record and appends its plaintext to `plaintext`.
    func read(into plaintext: inout [UInt8]) -> ReadResult {
        OpenSSLErrors.clear()
        var status: Int32 = 0
        plaintext.append(addingCapacity: Self.recordByteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, count in
                status = unsafe SSL_read(ssl, memory.baseAddress, Int32(Self.recordByteCount))
                count = max(0, Int(status))
            }
        }
        if status > 0 { return .bytes }
        switch unsafe SSL_get_error(ssl, status) {
        case SSL_ERROR_WANT_READ: return .wantsInput
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return .failed(failure("a TLS record could not be read"))
        }
    }

    /// Encrypts `plaintext` into the lower channel's output; returns what prevented it.
    func write(_ plaintext: Span<UInt8>) -> TransportError? {
        OpenSSLErrors.clear()
        var written = 0
        let status = unsafe plaintext.withUnsafeBufferPointer { buffer in
            unsafe SSL_write_ex(ssl, buffer.baseAddress, buffer.count, &written)
        }
        return status == 1 ? nil : failure("a TLS record could not be written")
    }

    /// Tells the peer that nothing more will come.
    func sendCloseNotify() {
        OpenSSLErrors.clear()
        _ = unsafe SSL_shutdown(ssl)
        // It fails after a fatal alert, when nothing is left to be said.
        OpenSSLErrors.clear()
    }

    /// What the handshake agreed on.
    var security: ChannelSecurity {
        ChannelSecurity(
            version: unsafe String(cString: SSL_get_version(ssl)),
            cipher: unsafe SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { unsafe String(cString: $0) } ?? "",
            applicationProtocol: applicationProtocol,
            serverName: unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { unsafe String(cString: $0) },
            peerCertificate: peerCertificate
        )
    }

    private var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &count)
        return unsafe name.map {
            unsafe String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self)
        }
    }

    private var peerCertificate: [UInt8]? {
        guard let certificate = unsafe SSL_get0_peer_certificate(ssl) else { return nil }
        let count = unsafe i2d_X509(certificate, nil)
        guard count > 0 else { return nil }
        return [UInt8](capacity: Int(count)) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, written in
                var end = memory.baseAddress
                written = max(0, Int(unsafe i2d_X509(certificate, &end)))
            }
        }
    }

    /// Demands that the peer's certificate is for `host`, and tells the peer which host is meant.
    private func expect(_ host: String?) throws(TransportError) {
        // The dot that ends a fully qualified name is not part of the name in certificates and SNI (RFC 6066 §3).
        let host = host.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
        guard let host, !host.isEmpty, !host.utf8.contains(0) else {
            throw TransportError(.invalidArgument, "TLS needs the host that is to be reached")
        }
        let isSet: Bool
        if IPAddress(host) != nil {
            isSet = unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1
        } else {
            unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
            // An address is no name for SNI (RFC 6066 §3).
            isSet = unsafe SSL_set1_host(ssl, host) == 1 && COpenSSL_SSL_set_tlsext_host_name(ssl, host) == 1
        }
        guard isSet else { throw TransportError(.invalidArgument, "not a host for TLS: \(OpenSSLErrors.drain())") }
    }

    private func failure(_ what: String) -> TransportError {
        let reasons = OpenSSLErrors.drain()
        let verdict = unsafe SSL_get_verify_result(ssl)
        guard verdict != X509_V_OK, keys.configuration.verification != .none else {
            // The only failure that has no verdict of its own.
            let isMissing = reasons.contains("peer did not return a certificate")
            return TransportError(isMissing ? .certificateRejected : .tlsFailed, "\(what): \(reasons)")
        }
        let text = unsafe String(cString: X509_verify_cert_error_string(verdict))
        return TransportError(.certificateRejected, "the peer's certificate was rejected: \(text)")
    }

    private static func exhausted() -> TransportError {
        TransportError(.resourcesExhausted, "a TLS session could not be made: \(OpenSSLErrors.drain())")
    }
}

// MARK: - What the BIO calls

extension TLSSession {
    /// Moves lent ciphertext to OpenSSL; returns how many bytes.
    func takeInput(_ target: UnsafeMutableRawPointer, _ wanted: Int) -> Int {
        let count = min(wanted, unsafe input.count)
        guard count > 0, let source = unsafe input.baseAddress else { return 0 }
        unsafe target.copyMemory(from: source, byteCount: count)
        unsafe input = UnsafeBufferPointer(rebasing: input[count...])
        return count
    }

    /// Passes ciphertext from OpenSSL on.
    func putOutput(_ bytes: Span<UInt8>) {
        lower.send(bytes)
    }
}
