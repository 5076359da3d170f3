// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusProtocol
import AIConexusTransport
import AIConexusWebRTC

/// Carries what one connection is told to send to the other one, as text, and notes what happened.
final class Courier: PeerConnectionDelegate {
    private struct Notes {
        weak var peer: PeerConnection?
        var states: [PeerConnection.State] = []
        var descriptions: [SessionDescription] = []
        var candidates: [ICECandidate] = []
    }

    private let notes = Locked(Notes())
    /// Channels that the peer opened.
    let channels: AsyncStream<DataChannel>
    private let opened: AsyncStream<DataChannel>.Continuation
    /// The states that the connection went through.
    let states: AsyncStream<PeerConnection.State>
    private let stated: AsyncStream<PeerConnection.State>.Continuation

    init() {
        (channels, opened) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        (states, stated) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// The connection that hears what this one's says.
    func deliver(to peer: PeerConnection) {
        notes.withLock { $0.peer = peer }
    }

    /// The descriptions that were sent.
    var descriptions: [SessionDescription] { notes.withLock { $0.descriptions } }
    /// The candidates that were sent.
    var candidates: [ICECandidate] { notes.withLock { $0.candidates } }

    func connection(_ connection: PeerConnection, send description: SessionDescription) {
        let peer = notes.withLock { notes in
            notes.descriptions.append(description)
            return notes.peer
        }
        let (kind, text) = (description.kind, description.text)
        Self.post(to: peer) { try $0.receive(SessionDescription(kind, text)) }
    }

    func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        let peer = notes.withLock { notes in
            notes.candidates.append(candidate)
            return notes.peer
        }
        let line = candidate.line
        Self.post(to: peer) { $0.receive(try ICECandidate(line)) }
    }

    func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {
        stated.yield(state)
    }

    func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        opened.yield(channel)
    }

    /// The loop keeps the order, which a task for each would not.
    private static func post(
        to peer: PeerConnection?,
        _ body: @escaping @Sendable (isolated PeerConnection) throws -> Void
    ) {
        guard let peer else { return }
        peer.loop.execute {
            peer.assumeIsolated { peer in
                do { try body(peer) } catch { preconditionFailure("a peer refused: \(error)") }
            }
        }
    }
}
#endif
