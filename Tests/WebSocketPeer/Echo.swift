// SPDX-License-Identifier: MIT

import AIConexusTransport

/// Sends every message back; reads nothing more while the peer does not take what it is sent.
final class Echo: WebSocketSessionDelegate {
    private let ended: (WebSocketClosure) -> Void

    /// - Parameter ended: hears once how the connection ended.
    init(ended: @escaping (WebSocketClosure) -> Void) {
        self.ended = ended
    }

    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        session.sendText(text)
    }

    func session(_ session: WebSocketSession, receivedBinary bytes: Span<UInt8>) {
        session.sendBinary(bytes)
    }

    func sessionFilled(_ session: WebSocketSession) {
        session.pauseReading()
    }

    func sessionDrained(_ session: WebSocketSession) {
        session.resumeReading()
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
        ended(closure)
    }
}
