// SPDX-License-Identifier: MIT

internal import CAIConexusShims
internal import Glibc

/// An address of one of this machine's network interfaces.
public struct InterfaceAddress: Hashable, Sendable {
    /// The interface's name, as in `eth0`.
    public let interface: String
    /// The address.
    public let address: IPAddress
    /// Whether the interface reaches this machine only.
    public let isLoopback: Bool

    /// The addresses of all interfaces that are up, in the system's order; empty when the system does not tell.
    public static func current() -> [InterfaceAddress] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var found: [InterfaceAddress] = []
        var entry = unsafe first
        while let current = unsafe entry {
            unsafe entry = current.pointee.ifa_next
            let flags = unsafe Int(current.pointee.ifa_flags)
            guard flags & Int(IFF_UP) != 0, let address = unsafe address(current.pointee.ifa_addr) else { continue }
            found.append(
                InterfaceAddress(
                    interface: unsafe String(cString: current.pointee.ifa_name),
                    address: address,
                    isLoopback: flags & Int(IFF_LOOPBACK) != 0
                )
            )
        }
        return found
    }

    private static func address(_ address: UnsafeMutablePointer<sockaddr>?) -> IPAddress? {
        guard let address = unsafe address else { return nil }
        let size =
            unsafe Int32(address.pointee.sa_family) == AF_INET6
            ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        return unsafe SocketAddress(copying: address, socklen_t(size))?.address
    }
}
