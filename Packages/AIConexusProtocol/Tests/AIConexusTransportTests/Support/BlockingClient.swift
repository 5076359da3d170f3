// SPDX-License-Identifier: MIT

import CAIConexusShims
import Glibc

@testable import AIConexusTransport

/// A plain blocking TCP client, independent of the code under test; closed with the object.
final class BlockingClient {
    private let address: SocketAddress
    private let descriptor: Int32

    /// Connects.
    convenience init(_ address: SocketAddress) {
        self.init(unconnectedTo: address)
        connect()
    }

    /// Only makes the socket.
    static func unconnected(_ address: SocketAddress) -> BlockingClient {
        BlockingClient(unconnectedTo: address)
    }

    private init(unconnectedTo address: SocketAddress) {
        self.address = address
        descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue), 0)
        precondition(descriptor >= 0, "no socket for a test client")
    }

    deinit {
        close(descriptor)
    }

    func connect() {
        let status = unsafe address.withSockaddr { unsafe Glibc.connect(descriptor, $0, $1) }
        precondition(status == 0, "a test client could not connect")
    }

    func send(_ bytes: [UInt8]) {
        let count = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        precondition(count == bytes.count, "a test client could not send")
    }

    /// What one `recv` gives; empty at the end of the stream and after a reset.
    func receive() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return Array(bytes.prefix(max(0, count)))
    }

    func read() -> String {
        String(decoding: receive(), as: UTF8.self)
    }

    func exchange(_ text: String) -> String {
        send(Array(text.utf8))
        return read()
    }
}
