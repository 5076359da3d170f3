// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusTransport
import Glibc

/// A UDP socket on the loopback interface, watched by a loop.
///
/// Guard of `@unchecked Sendable`: touched on the loop's thread only, but for `port`, which never changes.
final class UDPSocket: @unchecked Sendable {
    let port: UInt16
    private let descriptor: Int32
    private var watch: DescriptorWatch?

    /// Opens a socket on a free port; called on the loop.
    ///
    /// - Parameters:
    ///   - loop: where datagrams are received.
    ///   - received: gets each datagram.
    /// - Throws: what watching throws.
    init(on loop: EventLoop, received: @escaping ([UInt8]) -> Void) throws {
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        precondition(descriptor >= 0, "no socket for a test")
        self.descriptor = descriptor
        var address = Self.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) | getsockname(descriptor, $0, &size)
            }
        }
        precondition(status == 0, "no port for a test")
        port = UInt16(bigEndian: address.sin_port)
        watch = try DescriptorWatch(descriptor, on: loop) {
            while let bytes = Self.receive(descriptor) { received(bytes) }
        } stopped: {
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a datagram to a port of the loopback interface.
    func send(_ bytes: [UInt8], to port: UInt16) {
        var address = Self.loopback(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe sendto(descriptor, bytes, bytes.count, 0, $0, size)
            }
        }
    }

    private static func receive(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count >= 0 ? Array(bytes[..<count]) : nil
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
#endif
