// SPDX-License-Identifier: MIT

import AIConexusTransport

/// A client that sends whatever bytes a test wants; lives on a loop.
actor RawClient {
    /// Hands what arrives to the test; `nil` is the end.
    private final class Listener: ByteChannelDelegate {
        let arrivals: EventQueue<[UInt8]?>

        init(_ arrivals: EventQueue<[UInt8]?>) {
            self.arrivals = arrivals
        }

        func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
            arrivals.append(bytes.indices.map { bytes[$0] })
        }

        func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {
            arrivals.append(nil)
        }
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let arrivals = EventQueue<[UInt8]?>()
    private var channel: (any ByteChannel)?

    init(on loop: EventLoop) {
        self.loop = loop
    }

    func connect(to address: SocketAddress) async throws {
        let channel = try await Connector().connect(to: "\(address.address)", port: address.port, on: loop)
        channel.start(delegate: Listener(arrivals))
        self.channel = channel
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) {
        channel?.send(bytes.span)
    }

    /// Everything up to the end of the connection.
    func rest() async -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = await arrivals.next() { bytes += piece }
        return bytes
    }
}
