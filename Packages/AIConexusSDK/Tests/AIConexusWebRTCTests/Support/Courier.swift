// SPDX-License-Identifier: MIT

#if WebRTC
import AIConexusProtocol
import AIConexusTransport
import AIConexusWebRTC

/// Carries what one connection is told to send to the other one, as text, and notes what happened.
final class Courier: PeerConnectionDelegate {
    private struct Notes {
        weak var peer: PeerConnection?
        var change: @Sendable (SessionDescription) -> SessionDescription = { $0 }
        var reroute: @Sendable (ICECandidate) -> ICECandidate = { $0 }
        var isHolding = false
        var held: [@Sendable (isolated PeerConnection) throws -> Void] = []
        var paths: [PeerPath] = []
        var dropsCandidates = false
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

    private let events: AsyncStream<Void>
    private let happened: AsyncStream<Void>.Continuation

    init() {
        (events, happened) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        (channels, opened) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
        (states, stated) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// The connection that hears what this one's says.
    func deliver(to peer: PeerConnection) {
        notes.withLock { $0.peer = peer }
    }

    /// Changes descriptions on their way.
    func change(_ change: @escaping @Sendable (SessionDescription) -> SessionDescription) {
        notes.withLock { $0.change = change }
    }

    /// Changes candidates on their way.
    func reroute(_ reroute: @escaping @Sendable (ICECandidate) -> ICECandidate) {
        notes.withLock { $0.reroute = reroute }
    }

    /// Keeps everything that is sent, until it is released.
    func hold() {
        notes.withLock { $0.isHolding = true }
    }

    /// Delivers what was kept, and everything that follows.
    func release() {
        notes.withLock { notes in
            // Inside of the lock: nothing that is sent meanwhile may overtake what was kept.
            for body in notes.held { Self.post(to: notes.peer, body) }
            notes.isHolding = false
            notes.held = []
        }
    }

    /// Loses candidates, or no longer.
    func dropCandidates(_ isDropping: Bool) {
        notes.withLock { $0.dropsCandidates = isDropping }
    }

    /// Waits until the connection has no further candidates.
    func gathered() async {
        for await _ in events where candidates.last == .endOfCandidates { return }
    }

    /// Waits until a path was selected for the `count`th time.
    func selectedPaths(_ count: Int) async {
        if paths.count >= count { return }
        for await _ in events where paths.count >= count { return }
    }

    /// Waits until another path was selected than `old`.
    func selected(after old: PeerPath?) async {
        if paths.contains(where: { $0 != old }) { return }
        for await _ in events where paths.contains(where: { $0 != old }) { return }
    }

    /// The paths that were selected.
    var paths: [PeerPath] { notes.withLock { $0.paths } }
    /// The descriptions that were sent.
    var descriptions: [SessionDescription] { notes.withLock { $0.descriptions } }
    /// The candidates that were sent.
    var candidates: [ICECandidate] { notes.withLock { $0.candidates } }

    func connection(_ connection: PeerConnection, send description: SessionDescription) {
        let changed = notes.withLock { notes in
            notes.descriptions.append(description)
            return notes.change(description)
        }
        let (kind, text) = (changed.kind, changed.text)
        post { try $0.receive(SessionDescription(kind, text)) }
    }

    func connection(_ connection: PeerConnection, send candidate: ICECandidate) {
        let (isDropped, reroute) = notes.withLock { notes in
            notes.candidates.append(candidate)
            return (notes.dropsCandidates, notes.reroute)
        }
        happened.yield()
        guard !isDropped else { return }
        let line = reroute(candidate).line
        post { $0.receive(try ICECandidate(line)) }
    }

    func connection(_ connection: PeerConnection, changed state: PeerConnection.State) {
        stated.yield(state)
    }

    func connection(_ connection: PeerConnection, opened channel: DataChannel) {
        opened.yield(channel)
    }

    func connection(_ connection: PeerConnection, changed path: PeerPath) {
        notes.withLock { $0.paths.append(path) }
        happened.yield()
    }

    /// Waits for a state.
    func reached(_ state: PeerConnection.State) async {
        for await reached in states where reached == state { return }
    }

    private func post(_ body: @escaping @Sendable (isolated PeerConnection) throws -> Void) {
        let peer: PeerConnection? = notes.withLock { notes in
            guard notes.isHolding else { return notes.peer }
            notes.held.append(body)
            return nil
        }
        Self.post(to: peer, body)
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
