// SPDX-License-Identifier: MIT

package import AIConexusProtocol

/// What the shell of a loop must do after an event, in this order.
package enum ShardAction: Equatable, Sendable {
    /// Send a text message on a connection of this loop.
    case send([UInt8], to: ConnectionID)
    /// Pass on the message that was just received: call ``GatewayShard/deliver(_:byteCount:output:now:)`` on the
    /// target's loop with a copy of the bytes beside it, and send the bytes when it says so.
    case deliver(Delivery)
    /// Close a connection of this loop; what it receives from then on may be dropped unread.
    case close(ConnectionID, SessionAction.Closure)
    /// Give a message to another loop.
    case post(ShardMessage, loop: Int)
    /// Give a message to every other loop.
    case broadcast(ShardMessage)
    /// Tell the operator.
    case report(ShardReport)
}

/// What operators hear of a loop's connections.
package enum ShardReport: Equatable, Sendable {
    /// A session began.
    case joined(ConnectionID, DID, isTakeover: Bool)
    /// A connection's first message was refused, and with it the connection.
    case refused(ConnectionID, ProtocolError)
    /// A session is over; with the code that was sent or received, if there was one.
    case left(ConnectionID, DID, CloseCode?)
}

/// What one loop tells another.
package enum ShardMessage: Equatable, Sendable {
    /// A message that one of the loop's agents sent was not delivered.
    case refused(DeliveryRefusal)
    /// A newer session has the place of one of the loop's.
    case superseded(ConnectionID)
    /// A session is over, on whatever loop; its callers are to be told.
    case sessionEnded(ConnectionID)
    /// An operator ends one of the loop's connections.
    case disconnect(ConnectionID, SessionAction.Closure)
}
