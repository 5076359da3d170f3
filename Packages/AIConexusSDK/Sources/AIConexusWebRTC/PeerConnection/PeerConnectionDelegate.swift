// SPDX-License-Identifier: MIT

#if WebRTC
/// What a ``PeerConnection`` tells its user, always on the connection's loop.
///
/// Inside of a call `connection.assumeIsolated { … }` enters the connection without a hop.
public protocol PeerConnectionDelegate: AnyObject, Sendable {
    /// Carry a description to the peer, before the candidates that follow it.
    func connection(_ connection: PeerConnection, send description: SessionDescription)

    /// Carry a candidate to the peer; the last one of a generation is ``ICECandidate/endOfCandidates``.
    func connection(_ connection: PeerConnection, send candidate: ICECandidate)

    /// The state changed.
    func connection(_ connection: PeerConnection, changed state: PeerConnection.State)

    /// The peer opened a channel; give it a delegate in here, or read its messages later.
    func connection(_ connection: PeerConnection, opened channel: DataChannel)

    /// Datagrams take another path.
    func connection(_ connection: PeerConnection, changed path: PeerPath)
}

extension PeerConnectionDelegate {
    /// Does nothing.
    public func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {}

    /// Does nothing.
    public func connection(_ connection: PeerConnection, opened channel: DataChannel) {}

    /// Does nothing.
    public func connection(_ connection: PeerConnection, changed path: PeerPath) {}
}
#endif
