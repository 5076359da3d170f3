// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// One WebSocket of a ``GatewayConnection``; a late event of one that was given up reaches nobody.
final class GatewayLink: WebSocketSessionDelegate {
    private weak var connection: GatewayConnection?

    init(_ connection: GatewayConnection) {
        self.connection = connection
    }

    func detach() {
        connection = nil
    }

    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        connection?.received(text)
    }

    func sessionDrained(_ session: WebSocketSession) {
        connection?.drained()
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
        connection?.ended(closure)
    }
}
