// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What the target's loop must know of a message that is passed on; the received bytes travel beside it.
package struct Delivery: Hashable, Sendable {
    /// The session that gets the message.
    package let target: ConnectionID
    /// The session that it came from.
    package let sender: ConnectionID
    package let id: MessageID
    package let correlationID: MessageID?
    package let type: MessageType
    package let callRole: CallRole

    package init(_ view: EnvelopeView, from sender: ConnectionID, to target: ConnectionID) {
        self.target = target
        self.sender = sender
        id = view.id
        correlationID = view.correlationID
        type = view.type
        callRole = view.callRole
    }

    /// Whether the message may end the call that its correlation id names.
    var mayEndCall: Bool { type == .error || callRole == .end || callRole == .sealedAnswer }
}

/// What became of a message's delivery.
package enum DeliveryOutcome: Hashable, Sendable {
    /// Send the received bytes to the target.
    case forward
    /// Do not; the sender is told.
    case refused
}

/// The state of a connection's output, as the shell sees it.
package struct OutputGauge: Hashable, Sendable {
    /// Bytes that were ever appended.
    package var appendedByteCount: Int
    /// Bytes of these that wait in the process.
    package var waitingByteCount: Int

    package init(appendedByteCount: Int, waitingByteCount: Int) {
        self.appendedByteCount = appendedByteCount
        self.waitingByteCount = waitingByteCount
    }

    /// Bytes that the system took.
    var takenByteCount: Int { appendedByteCount - waitingByteCount }
}

/// Tells a sender, on its own loop, that its message was not delivered.
package struct DeliveryRefusal: Hashable, Sendable {
    /// The session that sent the message.
    package let sender: ConnectionID
    /// The message.
    package let id: MessageID
    /// Whether it was a request, which has an account to be closed.
    package let isRequest: Bool
    package let error: ProtocolError
    package let retryAfter: Duration?

    package init(
        sender: ConnectionID,
        id: MessageID,
        isRequest: Bool,
        _ error: ProtocolError,
        retryAfter: Duration? = nil
    ) {
        self.sender = sender
        self.id = id
        self.isRequest = isRequest
        self.error = error
        self.retryAfter = retryAfter
    }

    init(_ delivery: Delivery, _ error: ProtocolError, retryAfter: Duration? = nil) {
        self.init(
            sender: delivery.sender,
            id: delivery.id,
            isRequest: delivery.type == .execRequest,
            error,
            retryAfter: retryAfter
        )
    }
}
