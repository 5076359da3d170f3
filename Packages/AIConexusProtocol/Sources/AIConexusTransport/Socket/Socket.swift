// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// The system calls that make and use sockets; all of them non-blocking and closed on exec.
enum Socket {
    private static var flags: Int32 { Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue) }

    /// A fresh TCP socket for the address's family.
    ///
    /// - Throws: `resourcesExhausted` without a free descriptor, `systemCallFailed` without that family.
    static func make(for address: SocketAddress) throws(TransportError) -> Descriptor {
        try Descriptor("a socket could not be made") {
            socket(address.family, Int32(SOCK_STREAM.rawValue) | flags, Int32(IPPROTO_TCP))
        }
    }

    /// A fresh UDP socket for the address's family.
    ///
    /// - Throws: `resourcesExhausted` without a free descriptor, `systemCallFailed` without that family.
    static func makeDatagram(for address: SocketAddress) throws(TransportError) -> Descriptor {
        try Descriptor("a socket could not be made") {
            socket(address.family, Int32(SOCK_DGRAM.rawValue) | flags, Int32(IPPROTO_UDP))
        }
    }

    /// Sets an option that is a number.
    ///
    /// - Throws: `systemCallFailed`.
    static func set(_ option: Int32, _ level: Int32, to value: Int32, on number: Int32) throws(TransportError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(number, level, option, &value, size) == 0 else {
            throw .system(.systemCallFailed, "a socket option could not be set")
        }
    }

    /// Sends small segments at once instead of waiting for acknowledgements (RFC 896 is of no use to messages).
    ///
    /// - Throws: `systemCallFailed`.
    static func setNoDelay(_ number: Int32) throws(TransportError) {
        try set(TCP_NODELAY, Int32(IPPROTO_TCP), to: 1, on: number)
    }

    /// The error that ended an attempt to connect, 0 when it succeeded; reading it clears it.
    static func pendingError(of number: Int32) -> Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { return Errno.current }
        return error
    }

    /// The next waiting connection and its peer's address, or nothing with `errno` set.
    static func accept(from number: Int32, peer: inout SocketAddress?) -> Descriptor? {
        var storage = sockaddr_storage()
        let accepted = unsafe SocketAddress.receive(into: &storage) { address, length in
            unsafe CAIConexusShims_accept4(number, address, length, flags)
        }
        guard accepted >= 0 else { return nil }
        peer = SocketAddress(storage)
        return Descriptor(owning: accepted)
    }

    /// Gives the kernel as many of `bytes` as it takes; nothing, with `errno` set, when it takes none.
    static func send(_ bytes: Span<UInt8>, on number: Int32) -> Int? {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            // A broken connection is an error here, not a signal.
            Errno.retrying { unsafe Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
        }
    }

    /// Reads once; 0 at the end of the stream, nothing with `errno` set.
    static func receive(into buffer: ReadBuffer, from number: Int32) -> Int? {
        let count = unsafe buffer.fill { memory, byteCount in
            Errno.retrying { unsafe recv(number, memory, byteCount, 0) } ?? -1
        }
        return count < 0 ? nil : count
    }

    /// Takes one datagram and its sender's address; nothing, with `errno` set, when there is none.
    static func receiveDatagram(into buffer: ReadBuffer, from number: Int32, sender: inout SocketAddress?) -> Int? {
        var storage = sockaddr_storage()
        let count = unsafe buffer.fill { memory, byteCount in
            var count = -1
            _ = unsafe SocketAddress.receive(into: &storage) { address, length in
                count = Errno.retrying { unsafe recvfrom(number, memory, byteCount, 0, address, length) } ?? -1
                return 0
            }
            return count
        }
        sender = SocketAddress(storage)
        return count < 0 ? nil : count
    }

    /// Tells the peer that nothing more will be sent.
    static func halfClose(_ number: Int32) {
        _ = shutdown(number, Int32(SHUT_WR))
    }

    /// Makes closing a reset: what is unsent is thrown away.
    static func resetOnClose(_ number: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
