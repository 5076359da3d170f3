// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// A WebSocket connection of an agent: hands events to its loop's shard and sends what that decides.
///
/// Belongs to its loop. The session keeps it until the session has ended.
final class AgentConnection {
    /// What the shard calls it; `nil` before it was opened and after it ended.
    private(set) var id: ConnectionID?
    /// From where it comes, behind trusted proxies.
    let address: IPAddress
    /// The name of the enrolment token that it came with.
    let tokenName: String?
    private let loop: ServerLoop
    private let ticket: ConnectionTicket
    private var session: WebSocketSession?
    private var appendedByteCount = 0
    /// Whether the loop looks at it once in a while, because it had output.
    var isWatched = false

    init(on loop: ServerLoop, _ ticket: ConnectionTicket, from address: IPAddress, tokenName: String?) {
        self.loop = loop
        self.ticket = ticket
        self.address = address
        self.tokenName = tokenName
    }

    /// The handshake is done; the shard has a name for the connection.
    func opened(_ id: ConnectionID, _ session: WebSocketSession) {
        self.id = id
        self.session = session
    }

    /// How its output stands.
    var output: OutputGauge {
        OutputGauge(appendedByteCount: appendedByteCount, waitingByteCount: session?.pendingByteCount ?? 0)
    }

    /// When its socket took output last, if some is waiting.
    var lastWriteProgress: LoopInstant? {
        guard let session, session.pendingByteCount > 0 else { return nil }
        return session.lastWriteProgress
    }

    /// Appends a text message to its output.
    func send(_ text: Span<UInt8>) {
        append { $0.sendText(text) }
    }

    /// Begins the closing handshake.
    func close(_ closure: SessionAction.Closure) {
        guard let code = WebSocketCloseCode(closure.code.value) else {
            preconditionFailure("\(closure.code) may not be sent")
        }
        append { $0.close(WebSocketCloseReason(code, closure.reason)) }
    }

    private func append(_ body: (WebSocketSession) -> Void) {
        guard let session else { return }
        let before = session.pendingByteCount
        body(session)
        appendedByteCount += max(0, session.pendingByteCount - before)
    }
}

extension AgentConnection: WebSocketSessionDelegate {
    func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
        guard let id else { return }
        loop.received(text, on: id)
    }

    func sessionFilled(_ session: WebSocketSession) {
        guard let id else { return }
        loop.outputFilled(id)
    }

    func sessionDrained(_ session: WebSocketSession) {
        guard let id else { return }
        loop.outputDrained(id)
    }

    func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
        guard let id else { return }
        let output = OutputGauge(appendedByteCount: appendedByteCount, waitingByteCount: session.lostByteCount)
        let wasAuthenticated = loop.connectionEnded(id, output: output, closure)
        self.id = nil
        self.session = nil
        ticket.giveBack(wasAuthenticated: wasAuthenticated)
    }
}
