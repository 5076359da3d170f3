// SPDX-License-Identifier: MIT

import AIConexusTransport

/// A proxy that knows CONNECT: it answers as told and, if that is 200, pipes to one address whatever was asked for.
final class TestProxy {
    private let loop: EventLoop
    private let target: SocketAddress
    private let answer: String
    private let requests: EventLog<String>

    init(
        on loop: EventLoop,
        to target: SocketAddress,
        answer: String = "HTTP/1.1 200 OK\r\n\r\n",
        _ requests: EventLog<String>
    ) {
        self.loop = loop
        self.target = target
        self.answer = answer
        self.requests = requests
    }

    /// A delegate for one client.
    func delegate() -> TestDelegate {
        let delegate = TestDelegate()
        var request: [UInt8] = []
        delegate.onReceived = { [self] client, bytes in
            request += bytes
            guard request.suffix(4) == [13, 10, 13, 10] else { return }
            requests.record(String(decoding: request, as: UTF8.self))
            client.pauseReading()
            pipe(client, delegate)
        }
        return delegate
    }

    private func pipe(_ client: any ByteChannel, _ delegate: TestDelegate) {
        let server = TestDelegate()
        server.onOpened = { [self] server in
            client.send(answer)
            delegate.onReceived = { server.send($1) }
            delegate.onClosed = { _, _ in server.close() }
            client.resumeReading()
        }
        server.onReceived = { client.send($1) }
        server.onClosed = { _, _ in client.close() }
        Live.connect(to: target, on: loop, delegate: server)
    }
}
