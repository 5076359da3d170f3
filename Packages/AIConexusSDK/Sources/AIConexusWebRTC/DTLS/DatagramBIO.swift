// SPDX-License-Identifier: MIT

#if WebRTC
internal import COpenSSL

/// The kind of BIO by which OpenSSL reaches a ``DTLSTransport``: one write is one datagram, one read at most one.
///
/// A memory BIO would glue datagrams together.
enum DatagramBIO {
    /// Made once a process and never freed; OpenSSL only reads it.
    nonisolated(unsafe) static let method: OpaquePointer? = {
        let index = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(index, "AIConexus datagrams") else { return nil }
        unsafe BIO_meth_set_read(method, readDatagram)
        unsafe BIO_meth_set_write(method, writeDatagram)
        unsafe BIO_meth_set_ctrl(method, controlDatagrams)
        return unsafe method
    }()

    /// The transport is not retained: it owns the SSL that owns the BIO.
    static func transport(of bio: OpaquePointer) -> DTLSTransport? {
        unsafe BIO_get_data(bio).map { unsafe Unmanaged<DTLSTransport>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// Called inside of the transport's calls into OpenSSL, on the loop's thread.
private func readDatagram(_ bio: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ wanted: Int32) -> Int32 {
    guard let bio = unsafe bio, let target = unsafe target else { return -1 }
    unsafe COpenSSL_BIO_clear_retry_flags(bio)
    let count = unsafe DatagramBIO.transport(of: bio)?.takeInput(target, Int(wanted)) ?? 0
    guard count > 0 else {
        unsafe COpenSSL_BIO_set_retry_read(bio)
        return -1
    }
    return Int32(count)
}

/// Called inside of the transport's calls into OpenSSL, on the loop's thread.
private func writeDatagram(_ bio: OpaquePointer?, _ source: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
    guard let bio = unsafe bio, let source = unsafe source, count > 0 else { return -1 }
    unsafe COpenSSL_BIO_clear_retry_flags(bio)
    let bytes = unsafe UnsafeRawPointer(source).assumingMemoryBound(to: UInt8.self)
    unsafe DatagramBIO.transport(of: bio)?.putOutput(Span(_unsafeStart: bytes, count: Int(count)))
    return count
}

/// Flushing succeeds, and datagrams have the size that everything passes; nothing else is supported.
private func controlDatagrams(
    _ bio: OpaquePointer?,
    _ command: Int32,
    _ number: Int,
    _ pointer: UnsafeMutableRawPointer?
) -> Int {
    switch command {
    case BIO_CTRL_FLUSH: 1
    case BIO_CTRL_DGRAM_QUERY_MTU, BIO_CTRL_DGRAM_GET_FALLBACK_MTU: DTLSTransport.datagramByteCount
    default: 0
    }
}
#endif
