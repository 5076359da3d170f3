// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The direct paths of an agent, one for each agent that it talks to often.
///
/// Belongs to the loop.
final class PeerLinks {
    private let post: Post
    private let factory: (any DirectTransportFactory)?
    private let policy: PathPolicy
    private let maximumCount: Int
    private unowned let delegate: any PeerLinkDelegate
    private var links: [DID: PeerLink] = [:]

    /// Others' offers within a second that are looked at: each may cost sockets and keys.
    private static let offersPerSecond = 20
    private var offerCount = 0
    private var offerSecond: LoopInstant?

    init(
        _ post: Post,
        _ factory: (any DirectTransportFactory)?,
        _ policy: PathPolicy,
        maximumCount: Int,
        _ delegate: any PeerLinkDelegate
    ) {
        self.post = post
        self.factory = policy == .relayOnly ? nil : factory
        self.policy = policy
        self.maximumCount = maximumCount
        self.delegate = delegate
    }

    /// The direct path to an agent, while messages may take it.
    func path(to did: DID) -> DirectPath? {
        links[did]?.openPath
    }

    /// Whether there is, or lately was, a direct path to this agent.
    func contains(_ did: DID) -> Bool {
        links[did] != nil
    }

    /// Why there is no direct path, when an attempt failed or none can be made.
    func failure(to did: DID) -> DirectPathFailure? {
        unavailable ?? links[did]?.machine.failure
    }

    /// Why this agent makes no direct connections at all, if so.
    var unavailable: DirectPathFailure? {
        guard factory == nil else { return nil }
        return policy == .relayOnly ? .policy : .peerHasNoWebRTC
    }

    /// Whether there are connections, or some are being made.
    var areInUse: Bool { links.values.contains { !$0.isIdle } }

    /// Other servers, or other credentials, are to be used from now on.
    func use(_ servers: [ICEServer]) {
        for link in links.values { link.use(servers) }
    }

    /// A call is made: a direct path may pay.
    func called(_ did: DID, _ demand: DirectPathStateMachine.Demand) {
        guard factory != nil else { return }
        link(to: did)?.called(demand)
    }

    /// Waits for a direct path, which is begun if there is none; called on the loop.
    ///
    /// - Returns: why it is not to be had.
    /// - Throws: `CancellationError`.
    func settled(_ did: DID) async throws -> DirectPathFailure? {
        if let unavailable { return unavailable }
        guard let link = link(to: did) else { return .noCandidates }
        link.called(.much, isInsisting: true)
        return try await link.settled()
    }

    private func link(to did: DID) -> PeerLink? {
        if let link = links[did] { return link }
        guard let factory else { return nil }
        if links.count >= maximumCount { makeRoom() }
        guard links.count < maximumCount else { return nil }
        let link = PeerLink(to: did, post, factory, delegate)
        links[did] = link
        return link
    }

    /// Forgets agents that there is no connection to, or else the one that was used longest ago.
    private func makeRoom() {
        let idle = links.filter { $0.value.isIdle }
        guard idle.isEmpty else {
            for did in idle.keys { links[did] = nil }
            return
        }
        let oldest = links.values.min { left, right in
            guard let left = left.path?.lastUse else { return false }
            return right.path.map { left < $0.lastUse } ?? true
        }
        guard let oldest, oldest.openPath != nil else { return }
        links[oldest.did] = nil
        oldest.end(nil)
    }

    /// Ends all of them at once.
    func closeAll() {
        let all = links.values
        links = [:]
        for link in all { link.end(nil) }
    }

    /// Ends all of them, and waits until what was sent has left; called on the loop.
    func closeInOrder() async {
        let all = links.values
        links = [:]
        guard !all.isEmpty else { return }
        await withCheckedContinuation { continuation in
            var waitingCount = all.count
            for link in all {
                link.end(nil) {
                    waitingCount -= 1
                    if waitingCount == 0 { continuation.resume() }
                }
            }
        }
    }

    // MARK: - Signalling

    /// A message about a connection came.
    func received(_ envelope: Envelope, over path: any MessagePath) {
        switch envelope.payload {
        case .offer(let offer): received(offer, envelope, path)
        case .answer(let answer): links[envelope.from]?.received(answer, to: envelope.correlationID)
        case .iceCandidate(let candidate): links[envelope.from]?.received(candidate, for: envelope.correlationID)
        default: break
        }
    }

    private func received(_ offer: Offer, _ envelope: Envelope, _ path: any MessagePath) {
        if let unavailable { return refuse(envelope, unavailable, path) }
        guard permitsOffer(), let link = link(to: envelope.from) else {
            let error = ProtocolError(.resourceExhausted, "too many direct connections")
            return post.sendQuietly(.error(ErrorReport(error)), to: envelope.from, over: path, answering: envelope.id)
        }
        link.received(offer, envelope.id)
    }

    private func permitsOffer() -> Bool {
        if offerSecond.map({ post.loop.now - $0 >= .seconds(1) }) ?? true {
            offerSecond = post.loop.now
            offerCount = 0
        }
        offerCount += 1
        return offerCount <= Self.offersPerSecond
    }

    private func refuse(_ envelope: Envelope, _ failure: DirectPathFailure, _ path: any MessagePath) {
        let error = ProtocolError(.peerToPeerUnavailable, failure.summary, reason: failure.rawValue)
        post.sendQuietly(.error(ErrorReport(error)), to: envelope.from, over: path, answering: envelope.id)
    }

    /// An `ERROR` came.
    ///
    /// - Returns: whether it was about an offer of ours.
    func refused(_ envelope: Envelope, _ report: ErrorReport, gateway: DID?) -> Bool {
        guard let id = envelope.correlationID else { return false }
        if let link = links[envelope.from] { return link.refused(id, report) }
        guard envelope.from == gateway else { return false }
        return links.values.contains { $0.refused(id, report) }
    }
}
