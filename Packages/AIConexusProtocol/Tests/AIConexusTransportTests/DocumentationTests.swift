// SPDX-License-Identifier: MIT

import AIConexusTransport
import Testing

/// The server of the documentation's first page.
private final class Echo: ByteChannelDelegate {
    func channel(_ channel: any ByteChannel, received bytes: Span<UInt8>) {
        channel.send(bytes)
    }

    func channelClosed(_ channel: any ByteChannel, reason: CloseReason) {}
}

/// The client of the documentation's first page.
private actor Client {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    init(on loop: EventLoop) {
        self.loop = loop
    }

    func run(_ port: UInt16, _ session: TestDelegate) async throws {
        let channel = try await Connector().connect(to: "127.0.0.1", port: port, on: loop)
        channel.start(delegate: session)
    }

    func greet(_ port: UInt16) async throws -> [UInt8] {
        let log = EventLog<[UInt8]>()
        let session = TestDelegate()
        session.onOpened = { $0.send("hello") }
        session.onReceived = { log.record($1) }
        try await run(port, session)
        return try await log.next()
    }
}

@Suite("Documentation", .timeLimit(.minutes(1)))
struct DocumentationTests {
    @Test("the examples of the documentation's first page talk to each other")
    func echo() async throws {
        try await EventLoop.with { loop in
            let address = try await loop.run { () throws(TransportError) in
                try Listener(at: SocketAddress(.loopbackV4, port: 0), on: loop) { $0.start(delegate: Echo()) }.address
            }
            #expect(try await Client(on: loop).greet(address.port) == Array("hello".utf8))
        }
    }
}
