// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import AIConexusTransport
import Testing

/// An agent on a real socket, driven by a test; lives on a loop of the test's.
actor LiveAgent {
    /// What an agent hears.
    enum Event: Sendable {
        case message([UInt8])
        case ended(WebSocketClosure)
    }

    /// How a handshake ended; `@unchecked Sendable` because the loop that tells is the actor's.
    private struct Outcome: @unchecked Sendable {
        let result: Result<WebSocketSession, any Error>
    }

    /// Hands events to the test.
    private final class Listener: WebSocketSessionDelegate {
        let events: EventQueue<Event>

        init(_ events: EventQueue<Event>) {
            self.events = events
        }

        func session(_ session: WebSocketSession, receivedText text: Span<UInt8>) {
            events.append(.message(text.indices.map { text[$0] }))
        }

        func session(_ session: WebSocketSession, ended closure: WebSocketClosure) {
            events.append(.ended(closure))
        }
    }

    nonisolated let key: SigningKey
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    nonisolated var did: DID { key.did }
    private(set) var gateway: DID
    private var session: WebSocketSession?
    private let events = EventQueue<Event>()

    init(_ key: SigningKey, on loop: EventLoop) {
        self.key = key
        self.loop = loop
        gateway = key.did
    }

    // MARK: - Connecting

    /// Opens the WebSocket.
    func connect(
        to address: SocketAddress,
        tls: TLSContext? = nil,
        subprotocols: [String] = ["ioap.v1"],
        headers: HTTPHeaders = [:]
    ) async throws {
        let handshake = WebSocketClientHandshake(
            try #require(HTTPTarget("/ws")),
            host: address.description,
            subprotocols: subprotocols,
            headers: headers,
            keyBytes: WebSocketClient.randomBytes(WebSocketClientHandshake.keyByteCount)
        )
        let channel = try await Connector().connect(to: "\(address.address)", port: address.port, tls: tls, on: loop)
        let outcome = EventQueue<Outcome>()
        WebSocketClient(channel, handshake, delegate: Listener(events)) { outcome.append(Outcome(result: $0)) }.start()
        session = try await outcome.next().result.get()
    }

    /// Connects and registers.
    func join(
        _ address: SocketAddress,
        tls: TLSContext? = nil,
        audience: String? = nil,
        capabilities: [CapabilityDescriptor] = []
    ) async throws {
        try await connect(to: address, tls: tls)
        let answer = try await register(address, capabilities: capabilities) { $0.audience = audience ?? $0.audience }
        guard case .registration(let registration) = answer.payload else {
            throw ProtocolError(.notRegistered, "the gateway answered with \(answer.type)")
        }
        #expect(registration.nonce == Samples.clientNonce)
    }

    /// Answers the challenge.
    ///
    /// - Returns: the gateway's answer.
    func register(
        _ address: SocketAddress,
        capabilities: [CapabilityDescriptor] = [],
        _ change: (inout Register) -> Void = { _ in }
    ) async throws -> Envelope {
        let challenge = try await receive()
        gateway = challenge.from
        guard case .ping = challenge.payload else {
            throw ProtocolError(.notRegistered, "no challenge but \(challenge.type)")
        }
        var register = Register(
            key,
            answering: challenge,
            audience: address.description,
            capabilities: capabilities
        )
        change(&register)
        try send(.register(register), answering: challenge.id)
        return try await receive()
    }

    // MARK: - Messages

    /// Signs and sends a message, to the gateway unless said otherwise.
    ///
    /// - Returns: its bytes.
    @discardableResult
    func send(_ payload: Payload, to target: DID? = nil, answering correlationID: MessageID? = nil) throws -> [UInt8] {
        let envelope = Envelope(
            id: .fresh(),
            correlationID: correlationID,
            timestamp: .now,
            from: did,
            to: target ?? gateway,
            payload: payload
        )
        let bytes = try MessageSigner(key: key).sign(envelope)
        sendText(bytes)
        return bytes
    }

    /// How many bytes the last message had that was sent.
    private(set) var sentByteCount = 0

    /// Sends whatever text.
    func sendText(_ bytes: [UInt8]) {
        sentByteCount = bytes.count
        session?.sendText(bytes.span)
    }

    func sendBinary(_ bytes: [UInt8]) {
        session?.sendBinary(bytes.span)
    }

    /// Reads nothing from here on.
    func stopReading() {
        session?.pauseReading()
    }

    /// Reads again.
    func resumeReading() {
        session?.resumeReading()
    }

    func close() {
        session?.close(WebSocketCloseReason(.normal))
    }

    /// Cuts the connection, as a crash does.
    func abort() {
        session?.abort()
    }

    /// The bytes of the next message.
    func receiveBytes() async throws -> [UInt8] {
        let event = await events.next()
        guard case .message(let bytes) = event else {
            throw ProtocolError(.notRegistered, "the connection ended: \(event)")
        }
        return bytes
    }

    /// The next message.
    func receive() async throws -> Envelope {
        let bytes = try await receiveBytes()
        return try Envelope(decoding: bytes.span)
    }

    /// The code of the next message, which must be an `ERROR`.
    func receiveError() async throws -> ErrorCode? {
        let payload = try await receive().payload
        guard case .error(let report) = payload else { return nil }
        return report.code
    }

    /// Reads until the gateway closes.
    ///
    /// - Returns: the codes of the errors that came, and that of the Close.
    func ending() async -> (errors: Set<ErrorCode>, close: UInt16?) {
        var errors: Set<ErrorCode> = []
        while true {
            switch await events.next() {
            case .message(let bytes):
                guard case .error(let report)? = try? Envelope(decoding: bytes.span).payload else { continue }
                errors.insert(report.code)
            case .ended(.received(let reason)): return (errors, reason.code?.value)
            case .ended: return (errors, nil)
            }
        }
    }

    /// Skips messages until the gateway closes, and tells the code.
    func closeCode() async -> UInt16? {
        while true {
            switch await events.next() {
            case .message: continue
            case .ended(.received(let reason)): return reason.code?.value
            case .ended: return nil
            }
        }
    }
}
