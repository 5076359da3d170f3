// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// A connection to one peer with one reliable, ordered channel for texts; made by WebRTC, or in memory by tests.
///
/// It belongs to the loop. Descriptions and candidates are texts that somebody else carries.
protocol DirectTransport: AnyObject {
    var delegate: (any DirectTransportDelegate)? { get set }
    /// The SHA-256 of the certificate that the peer will see, 32 bytes.
    var localFingerprint: [UInt8] { get }
    /// The SHA-256 of the peer's certificate in use; `nil` before there is a channel.
    var remoteFingerprint: [UInt8]? { get }
    /// Whether a TURN server is in between.
    var kind: CallPath { get }
    /// The longest text that the peer takes, in bytes.
    var maximumTextByteCount: Int { get }

    /// Opens the channel, which sets off an offer.
    func begin()
    /// Takes the peer's offer, which sets off an answer.
    ///
    /// - Parameters:
    ///   - offer: the description.
    ///   - refused: called, now or later, when this connection cannot use the offer.
    func receive(offer: String, refused: @escaping (DirectPathFailure) -> Void)
    /// Takes the peer's answer.
    func receive(answer: String)
    /// Takes a candidate of the peer's.
    func receive(_ candidate: ICECandidateMessage)
    /// Takes other servers, or other credentials, from now on; what uses a relay of theirs moves to a new one.
    func use(_ servers: [ICEServer])
    /// Looks for another way beside the present one, by a new offer.
    func restart()
    /// Sends a text.
    func send(_ text: Span<UInt8>) -> DirectSendOutcome
    /// Ends the connection; the delegate hears nothing more.
    ///
    /// - Parameter completion: called when what was sent has left, or cannot any more.
    func close(_ completion: @escaping () -> Void)
}

/// A transport whose loop may be another than the agent's: a ``DistantTransport`` stands for it there.
protocol MovableTransport: DirectTransport {
    /// The loop that it belongs to.
    var loop: EventLoop { get }
    /// Called when ``kind`` may have changed.
    var pathChanged: () -> Void { get set }
    /// Holds the peer back.
    func pauseReading()
    /// Takes texts again.
    func resumeReading()
}

/// What became of a text.
enum DirectSendOutcome {
    /// It is on its way.
    case taken
    /// Too much is waiting; `transportDrained` follows.
    case full
    /// There is no channel, or the peer does not take texts as long as this.
    case refused
}

/// What a ``DirectTransport`` tells, on the loop.
protocol DirectTransportDelegate: AnyObject {
    func transport(sendOffer sdp: String)
    func transport(sendAnswer sdp: String)
    func transport(send candidate: ICECandidateMessage)
    /// The channel works.
    func transportOpened()
    func transport(received text: Span<UInt8>)
    func transportDrained()
    /// There is no channel, or no more; `nil` when the peer closed it in order.
    func transportEnded(_ failure: DirectPathFailure?)
}

/// Makes the transports of an agent.
protocol DirectTransportFactory: AnyObject {
    /// A transport for one peer, which does nothing yet.
    ///
    /// - Parameters:
    ///   - isPolite: whether this side gives way when both offer at once.
    ///   - servers: STUN and TURN servers.
    /// - Returns: the transport.
    /// - Throws: why none can be made.
    func makeTransport(isPolite: Bool, servers: [ICEServer]) throws(DirectPathFailure) -> any DirectTransport
}
