// SPDX-License-Identifier: MIT

/// The response to one request.
///
/// Used on the connection's loop only. Answer exactly once: by ``respond(_:)``, by ``begin(_:_:)``, parts and
/// ``finish()``, or by changing the protocol. When the client has left, whatever is sent goes nowhere.
public final class HTTPExchange {
    private var session: HTTPServerSession?
    private var isBegun = false

    /// Called when more may be sent after ``isWritable`` was `false`.
    public var onDrained: (() -> Void)?
    /// Called, once, when the client leaves before the response is complete.
    public var onClientLeft: (() -> Void)?

    init(_ session: HTTPServerSession) {
        self.session = session
    }

    /// Whether the client is still there and the response is not complete.
    public var isOpen: Bool { session != nil }

    /// The client's address, unknown in memory.
    public var peerAddress: SocketAddress? { session?.channel.peerAddress }

    /// What TLS agreed on, `nil` without TLS.
    public var security: ChannelSecurity? { session?.channel.security }

    /// Bytes sent and not yet taken by the kernel.
    public var pendingByteCount: Int { session?.channel.pendingByteCount ?? 0 }

    /// Whether the client keeps up; if not, stop sending parts until ``onDrained``.
    public var isWritable: Bool { session.map { !$0.isFilled } ?? false }

    /// Sends a whole response.
    public func respond(_ response: HTTPResponse) {
        precondition(!isBegun, "a request has one response")
        isBegun = true
        take()?.respond(response)
    }

    /// Sends the head of a response whose body follows in parts.
    ///
    /// - Parameters:
    ///   - status: one that allows a body.
    ///   - headers: without those that frame the body.
    public func begin(_ status: HTTPStatus, _ headers: HTTPHeaders) {
        precondition(!isBegun, "a request has one response")
        isBegun = true
        session?.beginResponse(status, headers)
    }

    /// Sends a part of the body.
    public func send(_ bytes: Span<UInt8>) {
        precondition(isBegun, "a body without a head")
        session?.sendBody(bytes)
    }

    /// Ends the body.
    public func finish() {
        precondition(isBegun, "a body without a head")
        take()?.finishResponse()
    }

    /// Accepts an opening handshake: the connection speaks WebSocket from here on.
    ///
    /// - Parameters:
    ///   - upgrade: the answer of ``WebSocketServerHandshake``.
    ///   - configuration: limits and habits.
    ///   - pool: zlib streams of this loop.
    ///   - delegate: hears of messages; nothing before this method has returned.
    /// - Returns: the session, or `nil` when the client has left.
    @discardableResult
    public func upgrade(
        _ upgrade: WebSocketUpgrade,
        configuration: WebSocketConfiguration,
        pool: WebSocketCompressionPool? = nil,
        delegate: any WebSocketSessionDelegate
    ) -> WebSocketSession? {
        precondition(!isBegun, "a request has one response")
        isBegun = true
        guard let session = take() else { return nil }
        let machine = WebSocketStateMachine(server: configuration, compression: upgrade.compression, pool: pool)
        // Once they are sent, nobody asks for the fields; sessions live long and are many.
        var agreement = upgrade
        agreement.headers = [:]
        let successor = WebSocketSession(session.channel, agreement, machine, delegate: delegate)
        session.switchProtocols(upgrade.headers, to: successor)
        return successor
    }

    /// The session for the last thing that is done with it.
    private func take() -> HTTPServerSession? {
        defer { session = nil }
        return session
    }

    func clientLeft() {
        session = nil
        onClientLeft?()
    }
}
