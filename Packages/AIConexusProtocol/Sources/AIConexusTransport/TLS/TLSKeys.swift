// SPDX-License-Identifier: MIT

internal import COpenSSL

/// The owner of an `SSL_CTX`: certificates, key, trusted roots and options, as they were when the files were read.
///
/// Guard of `@unchecked Sendable`: nothing is changed after `init`, and OpenSSL counts references atomically.
@safe
final class TLSKeys: @unchecked Sendable {
    let configuration: TLSConfiguration
    let context: OpaquePointer
    /// The ALPN names, each after a byte with its length (RFC 7301 §3.1); OpenSSL keeps pointers into it.
    private let protocols: UnsafeMutableBufferPointer<UInt8>

    init(_ configuration: TLSConfiguration) throws(TransportError) {
        OpenSSLErrors.clear()
        let names = try Self.encode(configuration.applicationProtocols)
        let method = unsafe configuration.role == .server ? TLS_server_method() : TLS_client_method()
        guard let context = unsafe SSL_CTX_new(method) else {
            throw TransportError(.resourcesExhausted, "a TLS context could not be made: \(OpenSSLErrors.drain())")
        }
        self.configuration = configuration
        unsafe self.context = context
        unsafe protocols = .allocate(capacity: names.count)
        _ = unsafe protocols.initialize(fromContentsOf: names)
        setOptions()
        try loadCertificate()
        try loadRoots()
        setProtocols()
    }

    deinit {
        unsafe SSL_CTX_free(context)
        unsafe protocols.deallocate()
    }

    private static func encode(_ names: [String]) throws(TransportError) -> [UInt8] {
        var bytes: [UInt8] = []
        for name in names {
            guard 1...255 ~= name.utf8.count else {
                throw TransportError(.invalidArgument, "an ALPN name is 1 to 255 bytes long")
            }
            bytes.append(UInt8(name.utf8.count))
            bytes.append(contentsOf: name.utf8)
        }
        return bytes
    }

    private func setOptions() {
        _ = unsafe COpenSSL_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION)
        _ = unsafe SSL_CTX_set_options(
            context,
            COpenSSL_SSL_OP_NO_TICKET | COpenSSL_SSL_OP_NO_COMPRESSION | COpenSSL_SSL_OP_NO_RENEGOTIATION
        )
        _ = unsafe SSL_CTX_set_num_tickets(context, 0)
        _ = unsafe COpenSSL_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        // Idle connections give their record buffers back: 14 KB a connection instead of 48.
        _ = unsafe COpenSSL_SSL_CTX_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS))
        // An encrypted key is an error; by default OpenSSL would ask for its password on the terminal.
        unsafe SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
    }

    private func loadCertificate() throws(TransportError) {
        guard let certificateFile = configuration.certificateFile else {
            guard configuration.role == .client else {
                throw TransportError(.invalidArgument, "a TLS server needs a certificate")
            }
            return
        }
        guard unsafe SSL_CTX_use_certificate_chain_file(context, certificateFile) == 1 else {
            throw unusable(certificateFile, as: "certificate")
        }
        let keyFile = configuration.keyFile ?? certificateFile
        guard unsafe SSL_CTX_use_PrivateKey_file(context, keyFile, SSL_FILETYPE_PEM) == 1 else {
            throw unusable(keyFile, as: "key of the certificate")
        }
    }

    private func loadRoots() throws(TransportError) {
        let verification = configuration.verification
        unsafe SSL_CTX_set_verify(context, verifyMode, nil)
        guard verification != .none else { return }
        guard configuration.trustsSystemRoots || !configuration.rootFiles.isEmpty else {
            throw TransportError(.invalidArgument, "certificates are to be verified, but no root is trusted")
        }
        if configuration.trustsSystemRoots, unsafe SSL_CTX_set_default_verify_paths(context) != 1 {
            throw unusable("the system's store", as: "roots")
        }
        for file in configuration.rootFiles {
            guard unsafe SSL_CTX_load_verify_file(context, file) == 1 else { throw unusable(file, as: "roots") }
        }
        if configuration.role == .server { try nameRoots() }
    }

    /// Has the server tell clients which roots it trusts, so that they can choose among their certificates.
    private func nameRoots() throws(TransportError) {
        guard let first = configuration.rootFiles.first else { return }
        guard let names = unsafe SSL_load_client_CA_file(first) else { throw unusable(first, as: "roots") }
        // The context owns the list from here on.
        unsafe SSL_CTX_set_client_CA_list(context, names)
        for file in configuration.rootFiles.dropFirst() {
            guard unsafe SSL_add_file_cert_subjects_to_stack(names, file) == 1 else {
                throw unusable(file, as: "roots")
            }
        }
    }

    private var verifyMode: Int32 {
        switch (configuration.verification, configuration.role) {
        case (.none, _): SSL_VERIFY_NONE
        case (.optional, .server): SSL_VERIFY_PEER
        case (.optional, .client): SSL_VERIFY_PEER
        case (.required, _): SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
        }
    }

    private func setProtocols() {
        guard !configuration.applicationProtocols.isEmpty else { return }
        if configuration.role == .client {
            // Unlike everything else in OpenSSL this returns 0 for success.
            _ = unsafe SSL_CTX_set_alpn_protos(context, protocols.baseAddress, UInt32(protocols.count))
        } else {
            // Each session keeps us alive, so the pointer outlives every call.
            let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
            unsafe SSL_CTX_set_alpn_select_cb(context, selectProtocol, owner)
        }
    }

    /// Chooses among a client's protocols; see ``selectProtocol(_:_:_:_:_:_:)``.
    fileprivate func select(
        _ choice: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
        _ choiceLength: UnsafeMutablePointer<UInt8>?,
        among offered: UnsafePointer<UInt8>?,
        _ offeredLength: UInt32
    ) -> Int32 {
        var selected: UnsafeMutablePointer<UInt8>?
        let status = unsafe SSL_select_next_proto(
            &selected,
            choiceLength,
            protocols.baseAddress,
            UInt32(protocols.count),
            offered,
            offeredLength
        )
        guard status == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
        unsafe choice?.pointee = unsafe UnsafePointer(selected)
        return SSL_TLSEXT_ERR_OK
    }

    private func unusable(_ file: String, as what: String) -> TransportError {
        TransportError(.certificateUnusable, "\(file) cannot be used as \(what): \(OpenSSLErrors.drain())")
    }
}

/// Called by OpenSSL during a server's handshake, on the connection's thread; the context is a ``TLSKeys``.
private func selectProtocol(
    _ ssl: OpaquePointer?,
    _ choice: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ choiceLength: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ offeredLength: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    let keys = unsafe Unmanaged<TLSKeys>.fromOpaque(context).takeUnretainedValue()
    return unsafe keys.select(choice, choiceLength, among: offered, offeredLength)
}
