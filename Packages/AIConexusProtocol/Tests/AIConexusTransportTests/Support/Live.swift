// SPDX-License-Identifier: MIT

import Testing

@testable import AIConexusTransport

/// Sockets over loopback for tests, called on a loop's thread.
enum Live {
    static let anyPort = SocketAddress(.loopbackV4, port: 0)

    /// Listens on a free port; every connection is started with a delegate of its own.
    static func listen(
        on loop: EventLoop,
        at address: SocketAddress = anyPort,
        configuration: Listener.Configuration = Listener.Configuration(),
        delegate: @escaping () -> TestDelegate
    ) throws(TransportError) -> SocketAddress {
        let listener = try Listener(at: address, on: loop, configuration: configuration) { channel in
            channel.start(delegate: delegate())
        }
        return listener.address
    }

    /// Connects and starts the channel with `delegate`; a failure is an issue unless it is expected.
    static func connect(
        to address: SocketAddress,
        on loop: EventLoop,
        tls: TLSContext? = nil,
        delegate: TestDelegate,
        onFailure: @escaping (any Error) -> Void = { Issue.record($0) }
    ) {
        _ = ConnectAttempt(to: address, on: loop) { result in
            do {
                let socket = try result.get()
                let channel = try tls?.secure(socket, host: address.address.description) ?? socket
                channel.start(delegate: delegate)
            } catch {
                onFailure(error)
            }
        }
    }

    /// A delegate that sends everything back.
    static func echo() -> TestDelegate {
        let delegate = TestDelegate()
        delegate.onReceived = { channel, bytes in channel.send(bytes) }
        return delegate
    }
}
