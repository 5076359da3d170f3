// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Connects from the loop's thread, as a client does, and talks to what it reaches.
actor Dialer {
    nonisolated let loop: EventLoop
    private let connector: Connector

    init(on loop: EventLoop, _ connector: Connector) {
        self.loop = loop
        self.connector = connector
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Connects, sends `text`, and returns what comes back until as many bytes have come.
    func exchange(_ text: String, with host: String, _ port: UInt16, tls: TLSContext? = nil) async throws -> String {
        let channel = try await connector.connect(to: host, port: port, tls: tls, on: loop)
        return await withCheckedContinuation { continuation in
            let delegate = TestDelegate()
            var received: [UInt8] = []
            delegate.onOpened = { $0.send(text) }
            delegate.onReceived = { channel, bytes in
                received += bytes
                if received.count == text.utf8.count { channel.close() }
            }
            delegate.onClosed = { _, _ in continuation.resume(returning: String(decoding: received, as: UTF8.self)) }
            channel.start(delegate: delegate)
        }
    }

    /// Connects, then does something else before it starts the channel, and returns what the channel says from then on.
    func linger(
        with host: String,
        _ port: UInt16,
        tls: TLSContext? = nil,
        before: () async throws -> Void
    ) async throws -> [String] {
        let channel = try await connector.connect(to: host, port: port, tls: tls, on: loop)
        try await before()
        return await withCheckedContinuation { continuation in
            let delegate = TestDelegate()
            var events: [String] = []
            delegate.onOpened = { _ in events.append("opened") }
            delegate.onReceived = { channel, bytes in
                events.append(String(decoding: bytes, as: UTF8.self))
                channel.close()
            }
            delegate.onClosed = { _, reason in
                events.append("\(reason.code)")
                continuation.resume(returning: events)
            }
            channel.start(delegate: delegate)
        }
    }
}
