// SPDX-License-Identifier: MIT

/// What the shell of a ``WebSocketStateMachine`` must do.
public enum WebSocketAction: Hashable, Sendable {
    /// All of the input is used up, or nothing is to be done.
    case wait
    /// Hand a message to the layer above.
    case deliver(WebSocketMessageKind, WebSocketPayload)
    /// Send a pong with this payload; of several unanswered pings the last is enough (RFC 6455 §5.5.3).
    case answerPing(WebSocketPayload)
    /// Tell the layer above, if it cares, that a pong came.
    case receivedPong(WebSocketPayload)
    /// Send an empty ping: the connection was silent for too long.
    case sendPing
    /// Send `frame`, which may be empty, then close the transport in good order; this was the last action but `wait`.
    case end(WebSocketClosure, frame: [UInt8])
}
