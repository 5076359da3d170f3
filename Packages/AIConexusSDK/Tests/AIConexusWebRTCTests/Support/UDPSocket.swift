// SPDX-License-Identifier: MIT

#if WebRTC
import Glibc

@testable import AIConexusTransport

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
        let status = unsafe SocketAddress(.loopbackV4, port: 0).withSockaddr { unsafe bind(descriptor, $0, $1) }
        let address = unsafe SocketAddress(of: descriptor) { unsafe getsockname($0, $1, $2) }
        guard status == 0, let address else { preconditionFailure("no port for a test") }
        port = address.port
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
        unsafe SocketAddress(.loopbackV4, port: port).withSockaddr {
            _ = unsafe sendto(descriptor, bytes, bytes.count, 0, $0, $1)
        }
    }

    private static func receive(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 2_048)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count >= 0 ? Array(bytes[..<count]) : nil
    }
}
#endif
