// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTransport

/// Takes the connections of a ``ScriptedGateway``.
///
/// Belongs to the loop.
final class LineListener {
    private let key: SigningKey
    private var listener: Listener?
    private var sessions: [HTTPServerSession] = []
    private var lines: [Line] = []
    private var reader: CheckedContinuation<Void, Never>?

    init(_ key: SigningKey, on loop: EventLoop) throws {
        self.key = key
        listener = try Listener(at: SocketAddress(.loopbackV4, port: 0), on: loop) { [weak self] channel in
            self?.accept(channel)
        }
    }

    var port: UInt16? { listener?.address.port }

    private func accept(_ channel: any ByteChannel) {
        let session = HTTPServerSession(channel) { [weak self] request, exchange in
            self?.upgrade(request, exchange)
        }
        session.start()
        sessions.append(session)
    }

    private func upgrade(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        // Whoever is refused learns it from the closed connection.
        guard let answer = try? WebSocketServerHandshake(subprotocols: ["ioap.v1"]).answer(request) else { return }
        let line = Line(key)
        guard let session = exchange.upgrade(answer, configuration: WebSocketConfiguration(), delegate: line) else {
            return
        }
        line.use(session)
        lines.append(line)
        reader.take()?.resume()
    }

    /// The next connection; waits for it.
    func next() async -> Line {
        if lines.isEmpty { await withCheckedContinuation { reader = $0 } }
        return lines.removeFirst()
    }
}
