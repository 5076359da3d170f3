// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A way for signed messages to reach another agent: through the gateway, or a direct channel.
///
/// Messages on one path arrive in the order in which they were sent, or not at all. Belongs to the loop.
protocol MessagePath: AnyObject {
    /// What the path is called in a call's result.
    var kind: CallPath { get }

    /// Whether what waits is far enough from its bound to add to it; if not, the agent hears when it is.
    var hasRoom: Bool { get }

    /// Signs a message and sends it.
    ///
    /// - Returns: the text that was signed.
    /// - Throws: `disconnected`, `queueFull` or `invalidMessage`.
    @discardableResult
    func send(_ envelope: Envelope) throws(GatewayError) -> [UInt8]

    /// Sends the very text that another path may have lost.
    ///
    /// - Throws: as ``send(_:)``.
    func send(again text: [UInt8], id: MessageID) throws(GatewayError)

    /// Takes a message back that nobody can have seen yet.
    ///
    /// - Returns: whether it was still here.
    func withdraw(_ id: MessageID) -> Bool
}

extension GatewayConnection: MessagePath {
    var kind: CallPath { .relay }
}

extension MessageSigner {
    /// Signs a message for a path.
    ///
    /// - Throws: ``GatewayError`` `invalidMessage`.
    func signed(_ envelope: Envelope) throws(GatewayError) -> [UInt8] {
        do throws(ProtocolError) {
            return try sign(envelope)
        } catch {
            throw GatewayError(.invalidMessage, error.message, wireCode: error.code, cause: error)
        }
    }
}
