// SPDX-License-Identifier: MIT

#if WebRTC
internal import AIConexusTransport
internal import CNice
internal import Glibc

/// What an ``ICEAgent`` tells its owner, on the loop's thread and never inside of a call into the agent.
protocol ICEAgentDelegate: AnyObject {
    /// A datagram of the peer's came. The memory is reused after the call.
    func agent(_ agent: ICEAgent, received datagram: Span<UInt8>)

    /// An address to be reached at was found.
    func agent(_ agent: ICEAgent, found candidate: ICECandidate)

    /// No further candidates will be found.
    func agentGathered(_ agent: ICEAgent)

    /// Candidate pairs were checked, or the path was lost.
    func agent(_ agent: ICEAgent, changed state: ICEAgent.State)

    /// Datagrams take another path.
    func agent(_ agent: ICEAgent, selected path: PeerPath)

    /// The loop ends.
    func agentStopped(_ agent: ICEAgent)
}

/// One generation of ICE: credentials, candidates and the path between two peers, by libnice.
///
/// An agent is used once. A restart makes another one beside it, so that the first goes on until the second has found
/// a path. Belongs to the loop; ends with ``close(_:)``.
@safe
final class ICEAgent {
    /// Where the agent is.
    enum State {
        /// Gathering or checking.
        case checking
        /// A path was found.
        case connected
        /// No pair works, or the one that did was lost.
        case failed
    }

    /// What a signal of libnice said; kept until the end of the turn, because signals fire inside of calls.
    private enum Event {
        case candidate(ICECandidate)
        case gathered
        case state(State)
        case pair
    }

    /// libnice's flag for RFC 8838, and none for regular nomination, which waits for hopeless pairs.
    private static let options = NICE_AGENT_OPTION_ICE_TRICKLE
    static let component: UInt32 = 1

    weak var delegate: (any ICEAgentDelegate)?
    /// The name and the password that the peer's checks must carry.
    let credentials: ICECredentials
    /// The addresses that it began with.
    let addresses: [IPAddress]
    private let loop: EventLoop
    private let context: GLibContext
    private let agent: OpaquePointer
    private let stream: UInt32
    private var events: [Event] = []
    private(set) var state = State.checking
    private(set) var isGathered = false
    /// The addresses that were found so far.
    private(set) var candidates: [ICECandidate] = []
    /// Whether the peer's credentials are known.
    private(set) var hasRemote = false
    /// Keeps self while C knows its address.
    private var selfReference: ICEAgent?
    private var closed: (() -> Void)?
    /// Whether the loop has ended.
    private var isStopped = false

    /// Makes an agent that is not yet gathering.
    ///
    /// - Throws: `resourcesExhausted`, also on a loop that ended, or `noCandidates`.
    init(
        _ settings: ICESettings,
        _ configuration: PeerConnectionConfiguration,
        isControlling: Bool,
        on loop: EventLoop
    ) throws(PeerConnectionError) {
        let addresses = configuration.localAddresses.isEmpty ? LocalAddresses.current() : configuration.localAddresses
        guard !addresses.isEmpty else {
            throw PeerConnectionError(.noCandidates, "this machine has no address that a peer could reach")
        }
        self.loop = loop
        let stop = StopBox()
        context = try GLibContext(on: loop) { stop.action?() }
        guard let agent = unsafe nice_agent_new_full(context.pointer, NICE_COMPATIBILITY_RFC5245, Self.options) else {
            context.close()
            throw PeerConnectionError(.resourcesExhausted, "an ICE agent could not be made")
        }
        unsafe self.agent = agent
        stream = unsafe nice_agent_add_stream(agent, 1)
        credentials = unsafe Self.makeCredentials(of: agent, stream)
        self.addresses = addresses
        unsafe Self.apply(settings, to: agent, stream)
        unsafe Self.apply(configuration, addresses, to: agent, stream)
        setControlling(isControlling)
        selfReference = self
        connectSignals()
        stop.action = { [weak self] in self?.stopped() }
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(agent))
    }

    /// Whether checks are decided by us; the answer to an `ice-lite` offer changes it.
    func setControlling(_ isControlling: Bool) {
        unsafe CNice_g_object_set_boolean(agent, "controlling-mode", isControlling ? 1 : 0)
        context.changed()
    }

    /// Begins to look for candidates.
    ///
    /// - Throws: `noCandidates` when there is no address to begin with.
    func gather() throws(PeerConnectionError) {
        defer { context.changed() }
        guard unsafe nice_agent_gather_candidates(agent, stream) != 0 else {
            throw PeerConnectionError(.noCandidates, "there is no address that a peer could reach")
        }
        unsafe Self.enlargeSockets(of: agent, stream)
    }

    /// Says by which name and password the peer's agent is to be asked.
    func setRemote(_ remote: ICECredentials) {
        hasRemote = true
        unsafe nice_agent_set_remote_credentials(agent, stream, remote.name, remote.password)
        context.changed()
    }

    /// Adds an address of the peer's; what libnice cannot use is ignored.
    func addRemote(_ candidate: ICECandidate) {
        guard let remote = unsafe candidate.makeNiceCandidate(stream: stream) else { return }
        var list = unsafe GSList(data: UnsafeMutableRawPointer(remote), next: nil)
        unsafe nice_agent_set_remote_candidates(agent, stream, Self.component, &list)
        unsafe nice_candidate_free(remote)
        context.changed()
    }

    /// Says that the peer has no further candidates.
    func endRemoteCandidates() {
        unsafe nice_agent_peer_candidate_gathering_done(agent, stream)
        context.changed()
    }

    /// Sends datagrams on the selected path; those that the system does not take are lost, as on any path.
    func send(_ batch: borrowing DatagramBatch) {
        unsafe batch.forEachGroup { messages in
            _ = unsafe nice_agent_send_messages_nonblocking(
                agent,
                stream,
                Self.component,
                messages.baseAddress,
                UInt32(messages.count),
                nil,
                nil
            )
        }
    }

    /// The path that datagrams take.
    var path: PeerPath? {
        var local: UnsafeMutablePointer<NiceCandidate>?
        var remote: UnsafeMutablePointer<NiceCandidate>?
        guard unsafe nice_agent_get_selected_pair(agent, stream, Self.component, &local, &remote) != 0,
            let local = unsafe local, let remote = unsafe remote
        else { return nil }
        return unsafe PeerPath(local: ICECandidate(local.pointee), remote: ICECandidate(remote.pointee))
    }

    /// Gives everything back, TURN allocations too.
    ///
    /// Called once; the delegate hears nothing any more.
    ///
    /// - Parameter completion: called when the TURN servers have answered.
    func close(_ completion: @escaping () -> Void) {
        delegate = nil
        // Without a loop nothing can be said to servers any more.
        guard !isStopped else { return completion() }
        disconnectSignals()
        closed = completion
        unsafe nice_agent_remove_stream(agent, stream)
        context.asThreadDefault {
            unsafe nice_agent_close_async(agent, agentClosed, Unmanaged.passUnretained(self).toOpaque())
        }
    }
}

// MARK: - Signals

extension ICEAgent {
    private func connectSignals() {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        let found: @convention(c) (OpaquePointer?, UnsafePointer<NiceCandidate>?, UnsafeMutableRawPointer?) -> Void = {
            guard let candidate = unsafe $1, let agent = unsafe ICEAgent.from($2) else { return }
            agent.note(.candidate(unsafe ICECandidate(candidate.pointee)))
        }
        let gathered: @convention(c) (OpaquePointer?, UInt32, UnsafeMutableRawPointer?) -> Void = {
            unsafe ICEAgent.from($2)?.note(.gathered)
        }
        let changed: @convention(c) (OpaquePointer?, UInt32, UInt32, UInt32, UnsafeMutableRawPointer?) -> Void = {
            unsafe ICEAgent.from($4)?.noteState($3)
        }
        let selected:
            @convention(c) (
                OpaquePointer?, UInt32, UInt32, OpaquePointer?, OpaquePointer?, UnsafeMutableRawPointer?
            ) -> Void = {
                unsafe ICEAgent.from($5)?.note(.pair)
            }
        unsafe CNice_g_signal_connect(agent, "new-candidate-full", unsafeBitCast(found, to: GCallback.self), me)
        unsafe CNice_g_signal_connect(
            agent,
            "candidate-gathering-done",
            unsafeBitCast(gathered, to: GCallback.self),
            me
        )
        unsafe CNice_g_signal_connect(agent, "component-state-changed", unsafeBitCast(changed, to: GCallback.self), me)
        unsafe CNice_g_signal_connect(agent, "new-selected-pair-full", unsafeBitCast(selected, to: GCallback.self), me)
        unsafe nice_agent_attach_recv(agent, stream, Self.component, context.pointer, datagramReceived, me)
    }

    private func disconnectSignals() {
        unsafe nice_agent_attach_recv(agent, stream, Self.component, context.pointer, nil, nil)
        unsafe CNice_g_signal_handlers_disconnect_by_data(agent, Unmanaged.passUnretained(self).toOpaque())
    }

    /// The agent behind a callback's data: not retained, it stays until its last callback is disconnected.
    fileprivate static func from(_ data: UnsafeMutableRawPointer?) -> ICEAgent? {
        unsafe data.map { unsafe Unmanaged<ICEAgent>.fromOpaque($0).takeUnretainedValue() }
    }

    private func note(_ event: Event) {
        if events.isEmpty { loop.atTurnEnd(self) }
        events.append(event)
    }

    private func noteState(_ state: UInt32) {
        switch NiceComponentState(state) {
        case NICE_COMPONENT_STATE_CONNECTED, NICE_COMPONENT_STATE_READY: note(.state(.connected))
        case NICE_COMPONENT_STATE_FAILED: note(.state(.failed))
        default: break
        }
    }

    fileprivate func received(_ datagram: Span<UInt8>) {
        delegate?.agent(self, received: datagram)
    }

    fileprivate func finishClosing() {
        let closed = closed
        self.closed = nil
        // Not inside of the context's own dispatch, which is where this is called.
        loop.schedule(after: .zero) { [self] in
            context.close()
            selfReference = nil
            closed?()
        }
    }

    private func stopped() {
        isStopped = true
        let delegate = delegate
        disconnectSignals()
        context.close()
        selfReference = nil
        closed?()
        closed = nil
        delegate?.agentStopped(self)
    }
}

extension ICEAgent: TurnParticipant {
    /// Tells what the signals of this turn said.
    func turnEnded() {
        var noted: [Event] = []
        swap(&noted, &events)
        for event in noted {
            switch event {
            case .candidate(let candidate):
                candidates.append(candidate)
                delegate?.agent(self, found: candidate)
            case .gathered:
                isGathered = true
                delegate?.agentGathered(self)
            case .state(let new) where new != state:
                state = new
                delegate?.agent(self, changed: new)
            case .state: break
            case .pair:
                if let path { delegate?.agent(self, selected: path) }
            }
        }
    }
}

/// Connects the context's end with an agent that is made after it.
private final class StopBox {
    var action: (() -> Void)?
}

/// Called by the context's dispatch, on the loop's thread, outside of libnice's lock.
private func datagramReceived(
    _: OpaquePointer?,
    _: UInt32,
    _: UInt32,
    _ count: UInt32,
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ data: UnsafeMutableRawPointer?
) {
    guard let bytes = unsafe bytes, let agent = unsafe ICEAgent.from(data) else { return }
    let start = unsafe UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
    unsafe agent.received(Span(_unsafeStart: start, count: Int(count)))
}

/// Called by the context's dispatch, on the loop's thread.
private func agentClosed(
    _: UnsafeMutablePointer<GObject>?,
    _: OpaquePointer?,
    _ data: UnsafeMutableRawPointer?
) {
    unsafe ICEAgent.from(data)?.finishClosing()
}
#endif
