// SPDX-License-Identifier: MIT

internal import COpenSSL

/// The kind of BIO by which OpenSSL reaches a ``TLSSession``: callbacks that find the session and forward.
enum TLSRecordBIO {
    /// Made once a process and never freed; OpenSSL only reads it.
    nonisolated(unsafe) static let method: OpaquePointer? = {
        let index = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(index, "AIConexus TLS records") else { return nil }
        unsafe BIO_meth_set_read(method, readRecords)
        unsafe BIO_meth_set_write(method, writeRecords)
        unsafe BIO_meth_set_ctrl(method, controlRecords)
        return unsafe method
    }()

    /// The session is not retained: it owns the SSL that owns the BIO.
    fileprivate static func session(of bio: OpaquePointer) -> TLSSession? {
        unsafe BIO_get_data(bio).map { unsafe Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// Called inside of the session's calls into OpenSSL, on the loop's thread.
private func readRecords(_ bio: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ wanted: Int32) -> Int32 {
    guard let bio = unsafe bio, let target = unsafe target else { return -1 }
    unsafe COpenSSL_BIO_clear_retry_flags(bio)
    let count = unsafe TLSRecordBIO.session(of: bio)?.takeInput(target, Int(wanted)) ?? 0
    guard count > 0 else {
        unsafe COpenSSL_BIO_set_retry_read(bio)
        return -1
    }
    return Int32(count)
}

/// Called inside of the session's calls into OpenSSL, on the loop's thread.
private func writeRecords(_ bio: OpaquePointer?, _ source: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
    guard let bio = unsafe bio, let source = unsafe source, count > 0 else { return -1 }
    unsafe COpenSSL_BIO_clear_retry_flags(bio)
    let bytes = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt8.self)
    unsafe TLSRecordBIO.session(of: bio)?.putOutput(Span(_unsafeStart: bytes, count: Int(count)))
    return count
}

/// Flushing succeeds, there being nothing to flush; nothing else is supported.
private func controlRecords(
    _ bio: OpaquePointer?,
    _ command: Int32,
    _ number: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    command == BIO_CTRL_FLUSH ? 1 : 0
}
