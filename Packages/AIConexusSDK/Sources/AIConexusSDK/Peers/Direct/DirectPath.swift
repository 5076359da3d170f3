// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// An open, proved channel to one agent.
///
/// What the channel does not take at once waits here, up to a bound. Belongs to the loop.
final class DirectPath: MessagePath {
    /// What may wait for the channel, in bytes; beyond it `queueFull`.
    private static let maximumQueuedByteCount = 8 << 20

    private let transport: any DirectTransport
    private let signer: MessageSigner
    private var queue = OutgoingQueue(maximumByteCount: maximumQueuedByteCount)
    /// When the path was last used, in either direction.
    private(set) var lastUse: LoopInstant
    /// When something was last sent that asks for a sign of life; an answer to such a question does not.
    private(set) var lastQuestion: LoopInstant?
    private let loop: any AgentLoop
    private var owesRoom = false

    init(_ transport: any DirectTransport, _ signer: MessageSigner, on loop: any AgentLoop) {
        self.transport = transport
        self.signer = signer
        self.loop = loop
        lastUse = loop.now
    }

    var kind: CallPath { transport.kind }

    var hasRoom: Bool {
        guard queue.byteCount * 2 <= queue.maximumByteCount else {
            owesRoom = true
            return false
        }
        return true
    }

    /// Whether the room that there is again was missed: asked once after ``flush()``.
    func takeRoomDebt() -> Bool {
        guard owesRoom, queue.byteCount * 2 <= queue.maximumByteCount else { return false }
        owesRoom = false
        return true
    }

    func send(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        var envelope = envelope
        envelope.timestamp = .now()
        let text = try signer.signed(envelope)
        try send(again: text, id: envelope.id)
        if envelope.type != .pong { lastQuestion = loop.now }
        return text
    }

    func send(again text: [UInt8], id: MessageID) throws(GatewayError) {
        guard text.count <= transport.maximumTextByteCount else {
            throw GatewayError(
                .invalidMessage,
                "the message has \(text.count) bytes, the agent takes \(transport.maximumTextByteCount) directly",
                wireCode: .payloadTooLarge
            )
        }
        guard queue.hasRoom(for: text.count) else {
            throw GatewayError(.queueFull, "\(queue.byteCount) bytes are waiting to be sent", isTransient: true)
        }
        queue.append(OutgoingQueue.Entry(id: id, envelope: nil, text: text))
        flush()
    }

    func withdraw(_ id: MessageID) -> Bool {
        queue.withdraw(id)
    }

    /// The channel takes more.
    func flush() {
        lastUse = loop.now
        while let entry = queue.first {
            // A channel that refuses is ending, and says so by itself: what waits here goes the other way then.
            guard case .taken = transport.send(entry.text.span) else { return }
            queue.removeFirst()
        }
    }

    /// A message came.
    func received() {
        lastUse = loop.now
    }
}
