// SPDX-License-Identifier: MIT

import COpenSSL
import Glibc

/// A certificate with its Ed25519 key, made for a test.
@safe
final class TestCertificate {
    private let certificate: OpaquePointer
    private let key: OpaquePointer
    private let name: String

    /// Makes a certificate.
    ///
    /// - Parameters:
    ///   - name: its common name.
    ///   - alternatives: subject alternative names as OpenSSL's configuration writes them, as in
    ///     `DNS:a.example,IP:127.0.0.1`.
    ///   - issuer: who signs it; by default itself.
    ///   - isAuthority: whether it may sign others.
    ///   - validSeconds: from and to when it is valid, relative to now.
    init(
        _ name: String,
        alternatives: String? = nil,
        issuer: TestCertificate? = nil,
        isAuthority: Bool = false,
        validSeconds: ClosedRange<Int> = -60...3_600
    ) {
        unsafe key = Self.makeKey()
        unsafe certificate = X509_new()
        self.name = name
        unsafe X509_set_version(certificate, 2)
        unsafe ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int(Int32.max)))
        unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), validSeconds.lowerBound)
        unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds.upperBound)
        unsafe X509_set_pubkey(certificate, key)
        let subject = unsafe X509_get_subject_name(certificate)
        unsafe X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, Array(name.utf8), Int32(name.utf8.count), -1, 0)
        unsafe X509_set_issuer_name(certificate, X509_get_subject_name(issuer?.certificate ?? certificate))
        add(NID_basic_constraints, "critical,CA:\(isAuthority ? "TRUE" : "FALSE")")
        if let alternatives { add(NID_subject_alt_name, alternatives) }
        let size = unsafe X509_sign(certificate, issuer?.key ?? key, nil)
        precondition(size > 0, "a test certificate could not be signed")
    }

    deinit {
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }

    private static func makeKey() -> OpaquePointer {
        let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nil)
        var key: OpaquePointer?
        unsafe EVP_PKEY_keygen_init(context)
        unsafe EVP_PKEY_keygen(context, &key)
        unsafe EVP_PKEY_CTX_free(context)
        guard let key = unsafe key else { preconditionFailure("a test key could not be made") }
        return unsafe key
    }

    private func add(_ kind: Int32, _ value: String) {
        let fresh = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value)
        precondition(unsafe fresh != nil, "not an extension: \(value)")
        unsafe X509_add_ext(certificate, fresh, -1)
        unsafe X509_EXTENSION_free(fresh)
    }

    /// Writes certificate and key to a PEM file.
    ///
    /// - Returns: the path.
    func write(to directory: TestDirectory, as file: String? = nil) -> String {
        let path = directory.path(file ?? "\(name).pem")
        let bio = unsafe BIO_new_file(path, "w")
        precondition(unsafe bio != nil, "\(path) cannot be written")
        unsafe PEM_write_bio_X509(bio, certificate)
        unsafe PEM_write_bio_PrivateKey(bio, key, nil, nil, 0, nil, nil)
        unsafe BIO_free(bio)
        return path
    }
}

/// A folder for the files of one test, removed with the object.
final class TestDirectory {
    private let root: String

    init() {
        var template = Array("/tmp/aiconexus-test-XXXXXX".utf8CString)
        let made = unsafe mkdtemp(&template)
        precondition(unsafe made != nil, "no folder for a test")
        root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        if let entries = unsafe opendir(root) {
            while let entry = unsafe readdir(entries) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
                unsafe unlink(path(name))
            }
            unsafe closedir(entries)
        }
        unsafe rmdir(root)
    }

    func path(_ name: String) -> String {
        "\(root)/\(name)"
    }

    func write(_ text: String, to name: String) -> String {
        let file = unsafe fopen(path(name), "w")
        precondition(unsafe file != nil, "a test file cannot be written")
        unsafe fputs(text, file)
        unsafe fclose(file)
        return path(name)
    }
}
