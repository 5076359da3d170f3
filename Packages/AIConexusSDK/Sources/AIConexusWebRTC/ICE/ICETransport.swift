// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport

/// What an ``ICETransport`` tells its owner, on the loop's thread.
protocol ICETransportDelegate: AnyObject {
    /// A datagram of the peer's came. The memory is reused after the call.
    func transport(_ transport: ICETransport, received datagram: Span<UInt8>)

    /// An address to be reached at was found.
    func transport(_ transport: ICETransport, found candidate: ICECandidate)

    /// No further candidates of this generation will be found.
    func transportGathered(_ transport: ICETransport)

    /// The newest generation has found its path, or lost it.
    func transport(_ transport: ICETransport, changed state: ICEAgent.State)

    /// Datagrams take another path.
    func transport(_ transport: ICETransport, selected path: PeerPath)

    /// The loop ends.
    func transportStopped(_ transport: ICETransport)
}

/// Datagrams between two peers, over one generation of ICE after another.
///
/// A restart begins a new generation (``ICEAgent``) with credentials and sockets of its own. Datagrams take the old path
/// until the new one is there, and come in on both; so a restart works alike on a healthy path, after a failure, and
/// after a change of network.
final class ICETransport {
    /// How long an old generation still receives, after the new one has found its path.
    private static let farewell = Duration.seconds(1)

    weak var delegate: (any ICETransportDelegate)?
    private let configuration: PeerConnectionConfiguration
    private let loop: EventLoop
    /// The generation that datagrams leave by.
    private var current: ICEAgent?
    /// The generation that looks for its path.
    private(set) var next: ICEAgent?
    /// Generations that still receive, after a newer one has found its path.
    private var old: [ICEAgent] = []
    /// Generations that say goodbye to TURN servers.
    private var leaving: [ICEAgent] = []
    private var isClosed = false
    private var closed: [() -> Void] = []

    init(_ configuration: PeerConnectionConfiguration, on loop: EventLoop) {
        self.configuration = configuration
        self.loop = loop
    }

    /// The newest generation.
    var newest: ICEAgent? { next ?? current }

    /// The path that datagrams take.
    var path: PeerPath? { current?.path }

    /// Begins a generation; one that had not found its path is given up.
    ///
    /// - Throws: `resourcesExhausted` or `noCandidates`.
    func begin(_ settings: ICESettings, isControlling: Bool) throws(PeerConnectionError) -> ICEAgent {
        let agent = try ICEAgent(settings, configuration, isControlling: isControlling, on: loop)
        agent.delegate = self
        if let next { close(next) }
        next = agent
        return agent
    }

    /// Sends datagrams; they are lost without a path.
    func send(_ batch: DatagramBatch) {
        current?.send(batch)
    }

    /// Gives everything back; the delegate hears nothing any more.
    ///
    /// - Parameter completion: called when the TURN servers have answered.
    func close(_ completion: @escaping () -> Void) {
        delegate = nil
        isClosed = true
        closed.append(completion)
        for agent in old { close(agent) }
        old = []
        if let current { close(current) }
        if let next { close(next) }
        current = nil
        next = nil
        finishIfClosed()
    }

    private func close(_ agent: ICEAgent) {
        leaving.append(agent)
        agent.close { [self] in
            leaving.removeAll { $0 === agent }
            finishIfClosed()
        }
    }

    private func finishIfClosed() {
        guard isClosed, leaving.isEmpty else { return }
        let closed = closed
        self.closed = []
        for completion in closed { completion() }
    }
}

extension ICETransport: ICEAgentDelegate {
    func agent(_ agent: ICEAgent, received datagram: Span<UInt8>) {
        delegate?.transport(self, received: datagram)
    }

    func agent(_ agent: ICEAgent, found candidate: ICECandidate) {
        if agent === newest { delegate?.transport(self, found: candidate) }
    }

    func agentGathered(_ agent: ICEAgent) {
        if agent === newest { delegate?.transportGathered(self) }
    }

    func agent(_ agent: ICEAgent, changed state: ICEAgent.State) {
        if agent === next, state == .connected {
            if let current {
                old.append(current)
                loop.schedule(after: Self.farewell) { [weak self, weak current] in
                    if let current { self?.leave(current) }
                }
            }
            current = agent
            next = nil
        }
        if agent === next, state == .failed, current != nil {
            // The old path may still be good; what it comes to is told apart from this.
            close(agent)
            next = nil
            return
        }
        // What generations that are leaving come to matters no more.
        if agent === current || agent === next { delegate?.transport(self, changed: state) }
    }

    func agent(_ agent: ICEAgent, selected path: PeerPath) {
        if agent === newest { delegate?.transport(self, selected: path) }
    }

    func agentStopped(_ agent: ICEAgent) {
        delegate?.transportStopped(self)
    }

    private func leave(_ agent: ICEAgent) {
        guard let index = old.firstIndex(where: { $0 === agent }) else { return }
        old.remove(at: index)
        close(agent)
    }
}
#endif
