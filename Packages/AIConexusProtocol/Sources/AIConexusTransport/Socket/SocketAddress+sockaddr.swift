// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// The form in which the system takes and gives addresses (`sockaddr`, ip(7) and ipv6(7)).
extension SocketAddress {
    /// The address that the system wrote, or `nil` when it is not one of IP.
    init?(_ storage: sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_INET:
            let v4 = Self.load(sockaddr_in.self, from: storage)
            self.init(IPAddress(v4: UInt32(bigEndian: v4.sin_addr.s_addr)), port: UInt16(bigEndian: v4.sin_port))
        case AF_INET6:
            let v6 = Self.load(sockaddr_in6.self, from: storage)
            let words = unsafe withUnsafeBytes(of: v6.sin6_addr) { bytes in
                unsafe (
                    high: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                    low: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                )
            }
            self.init(
                IPAddress(high: UInt64(bigEndian: words.high), low: UInt64(bigEndian: words.low)),
                port: UInt16(bigEndian: v6.sin6_port),
                scope: v6.sin6_scope_id
            )
        default:
            return nil
        }
    }

    /// The address in memory of the system's, `nil` when it is not one of IP.
    init?(copying address: UnsafeMutablePointer<sockaddr>?, _ length: socklen_t) {
        var storage = sockaddr_storage()
        guard let address = unsafe address, Int(length) <= MemoryLayout<sockaddr_storage>.size else { return nil }
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
        self.init(storage)
    }

    /// The address family for `socket`.
    var family: Int32 {
        address.family == .v4 ? AF_INET : AF_INET6
    }

    /// Lends the address to a system call.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch address.family {
        case .v4:
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = port.bigEndian
            target.sin_addr.s_addr = address.v4.bigEndian
            return unsafe Self.lend(target, to: body)
        case .v6:
            var target = sockaddr_in6()
            target.sin6_family = sa_family_t(AF_INET6)
            target.sin6_port = port.bigEndian
            target.sin6_scope_id = scope
            unsafe withUnsafeMutableBytes(of: &target.sin6_addr) { bytes in
                unsafe bytes.storeBytes(of: address.high.bigEndian, toByteOffset: 0, as: UInt64.self)
                unsafe bytes.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return unsafe Self.lend(target, to: body)
        }
    }

    /// The address that `name` (`getsockname` or `getpeername`) reports for a socket, `nil` when it fails.
    init?(
        of descriptor: Int32,
        _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) {
        var storage = sockaddr_storage()
        guard unsafe Self.receive(into: &storage, { unsafe name(descriptor, $0, $1) }) == 0 else { return nil }
        self.init(storage)
    }

    /// Lends `storage` to a system call that writes an address.
    @inline(__always)
    static func receive(
        into storage: inout sockaddr_storage,
        _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> Int32 {
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, &length) }
        }
    }

    private static func load<Address>(_ type: Address.Type, from storage: sockaddr_storage) -> Address {
        // `sockaddr_storage` is as large and as aligned as every address of the system.
        unsafe withUnsafeBytes(of: storage) { unsafe $0.load(as: type) }
    }

    private static func lend<Address, Result>(
        _ address: Address,
        to body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
