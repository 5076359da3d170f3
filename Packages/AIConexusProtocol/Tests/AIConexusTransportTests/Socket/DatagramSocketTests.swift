// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

@Suite("DatagramSocket", .timeLimit(.minutes(1)))
struct DatagramSocketTests {
    @Test("datagrams cross whole, with their sender", arguments: [IPAddress.loopbackV4, .loopbackV6])
    func exchange(_ address: IPAddress) async throws {
        try await EventLoop.with { loop in
            let (datagrams, came) = AsyncStream.makeStream(of: (Int, SocketAddress).self)
            let addresses = try await loop.run {
                let receiver = try DatagramSocket(boundTo: SocketAddress(address, port: 0), on: loop) { bytes, sender in
                    came.yield((bytes.count, sender))
                }
                let sender = try DatagramSocket(boundTo: SocketAddress(address, port: 0), on: loop) { _, _ in }
                for count in [0, 1, 1_500, 60_000] {
                    sender.send([UInt8](repeating: 7, count: count).span, to: receiver.localAddress)
                }
                return (receiver.localAddress, sender.localAddress)
            }
            #expect(addresses.0.port != 0)
            var iterator = datagrams.makeAsyncIterator()
            for count in [0, 1, 1_500, 60_000] {
                let datagram = try #require(await iterator.next())
                #expect(datagram.0 == count)
                #expect(datagram.1 == addresses.1)
            }
        }
    }

    @Test("a closed socket neither sends nor receives, and its port is free again")
    func closing() async throws {
        try await EventLoop.with { loop in
            try await loop.run {
                var first: DatagramSocket? = try DatagramSocket(boundTo: SocketAddress(.loopbackV4, port: 0), on: loop)
                {
                    _,
                    _ in
                    Issue.record("a closed socket received something")
                }
                let address = try #require(first?.localAddress)
                first?.close()
                first?.close()
                first?.send([1].span, to: address)
                first = nil
                let second = try DatagramSocket(boundTo: address, on: loop) { _, _ in }
                #expect(second.localAddress == address)
            }
        }
    }

    @Test("an address in use is refused")
    func inUse() async throws {
        try await EventLoop.with { loop in
            try await loop.run {
                let first = try DatagramSocket(boundTo: SocketAddress(.loopbackV4, port: 0), on: loop) { _, _ in }
                #expect { try DatagramSocket(boundTo: first.localAddress, on: loop) { _, _ in } } throws: {
                    ($0 as? TransportError)?.code == .addressUnavailable
                }
            }
        }
    }
}
