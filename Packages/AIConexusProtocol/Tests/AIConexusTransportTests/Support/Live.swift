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

    /// Connects and starts the channel with `delegate`; a failure is recorded as the channel's end.
    static func connect(to address: SocketAddress, on loop: EventLoop, delegate: TestDelegate) {
        _ = ConnectAttempt(to: address, on: loop) { result in
            switch result {
            case .success(let channel): channel.start(delegate: delegate)
            case .failure(let error): Issue.record(error)
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
