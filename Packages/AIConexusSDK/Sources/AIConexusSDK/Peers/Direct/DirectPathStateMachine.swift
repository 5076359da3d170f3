// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// The life of the direct path to one agent: when it pays, which offer is in force, when the peer is proved, what
/// comes after a failure.
///
/// Source: PROTOCOL_DESIGN, "Direct path".
struct DirectPathStateMachine {
    /// What makes a direct path worth the trouble.
    enum Demand {
        /// One call; two within ``callPeriod`` are enough.
        case call
        /// A stream, much data, or somebody who asks for it.
        case much
    }

    /// Where the path is.
    enum Phase: Equatable {
        /// There is none; → negotiating.
        case idle
        /// Descriptions and candidates are exchanged; → proving, failed, idle.
        case negotiating
        /// The channel is open; both sides show who they are; → open, failed, idle.
        case proving(isPeerProved: Bool, areWeProved: Bool)
        /// Messages travel; → suspended, failed, idle.
        case open
        /// The peer is silent: messages take the relay until it is heard again; → open, failed, idle.
        case suspended
        /// Not to be had before `retryAt`; → negotiating.
        case failed(DirectPathFailure, retryAt: LoopInstant)
    }

    private(set) var phase = Phase.idle
    /// When the shell must call ``timerFired(now:)``.
    private(set) var deadline: LoopInstant?
    /// The offer in force: answers and candidates belong to it.
    private(set) var offer: MessageID?
    private var isOfferOurs = false
    /// Offers of this connection, newest last: the proof names one of them.
    private var offers: [MessageID] = []
    private var lastCall: LoopInstant?
    private var failureCount = 0

    /// Two calls within this time are worth a direct path.
    static let callPeriod = Duration.seconds(10)
    /// From the first offer to an open channel.
    static let negotiationTimeout = Duration.seconds(15)
    /// From an open channel to the peer's proof.
    static let proofTimeout = Duration.seconds(10)
    /// How long another attempt waits after a failure; doubles with each.
    static let firstRetryDelay = Duration.seconds(30)
    /// The same after the failure of a path that had worked.
    static let firstRetryDelayAfterUse = Duration.seconds(1)
    /// The longest wait.
    static let longestRetryDelay = Duration.seconds(600)
    private static let rememberedOfferCount = 8

    var isOpen: Bool { phase == .open }

    /// Why there is no path, when an attempt failed.
    var failure: DirectPathFailure? {
        if case .failed(let failure, _) = phase { failure } else { nil }
    }

    /// A call is made.
    ///
    /// - Parameters:
    ///   - demand: how much it would gain.
    ///   - isInsisting: whether a wait after a failure is cut short.
    ///   - now: the loop's time.
    /// - Returns: whether to begin.
    mutating func called(_ demand: Demand, isInsisting: Bool = false, now: LoopInstant) -> Bool {
        let isFrequent = lastCall.map { now - $0 <= Self.callPeriod } ?? false
        lastCall = now
        guard demand == .much || isFrequent else { return false }
        switch phase {
        case .negotiating, .proving, .open, .suspended: return false
        case .failed(_, let retryAt) where now < retryAt && !isInsisting: return false
        case .idle, .failed: return true
        }
    }

    /// A transport exists; descriptions will follow.
    mutating func began(now: LoopInstant) {
        phase = .negotiating
        deadline = now + Self.negotiationTimeout
        offer = nil
        offers = []
    }

    // MARK: - Offers and answers

    /// Our transport made an offer, which is sent in a message of this id.
    mutating func offered(_ id: MessageID) {
        isOfferOurs = true
        enforce(id)
    }

    /// The peer's offer came.
    ///
    /// - Parameters:
    ///   - id: its id.
    ///   - isPolite: whether our offer gives way.
    /// - Returns: whether it is in force now; if not, ours is.
    mutating func receivedOffer(_ id: MessageID, isPolite: Bool) -> Bool {
        if isOfferOurs, awaitsAnswer, !isPolite { return false }
        isOfferOurs = false
        enforce(id)
        awaitsAnswer = false
        return true
    }

    /// The peer's answer came.
    ///
    /// - Returns: whether it belongs to the offer in force.
    mutating func receivedAnswer(to id: MessageID?) -> Bool {
        guard isOfferOurs, awaitsAnswer, id == offer else { return false }
        awaitsAnswer = false
        return true
    }

    /// Whether a candidate of the peer's belongs to the offer in force.
    func acceptsCandidate(for id: MessageID?) -> Bool {
        id != nil && id == offer
    }

    /// Whether an offer of ours waits for its answer.
    func isOfferInForce(_ id: MessageID) -> Bool {
        isOfferOurs && awaitsAnswer && id == offer
    }

    private var awaitsAnswer = false

    private mutating func enforce(_ id: MessageID) {
        offer = id
        awaitsAnswer = true
        offers.append(id)
        if offers.count > Self.rememberedOfferCount { offers.removeFirst() }
    }

    // MARK: - Proof

    /// The channel works: send the proof.
    mutating func channelOpened(now: LoopInstant) {
        guard case .negotiating = phase else { return }
        phase = .proving(isPeerProved: false, areWeProved: false)
        deadline = now + Self.proofTimeout
    }

    /// The peer's first message came.
    ///
    /// - Parameters:
    ///   - id: the offer that it names.
    ///   - isRight: whether it is a `PING` with the right nonce.
    /// - Returns: whether it proves the peer; if not, the channel is to be closed.
    mutating func receivedProof(of id: MessageID?, isRight: Bool) -> Bool {
        guard case .proving(false, let areWeProved) = phase, isRight, let id, offers.contains(id) else { return false }
        phase = .proving(isPeerProved: true, areWeProved: areWeProved)
        openIfProved()
        return true
    }

    /// The peer answered our proof.
    mutating func receivedAcknowledgement() {
        guard case .proving(let isPeerProved, false) = phase else { return }
        phase = .proving(isPeerProved: isPeerProved, areWeProved: true)
        openIfProved()
    }

    private mutating func openIfProved() {
        guard phase == .proving(isPeerProved: true, areWeProved: true) else { return }
        phase = .open
        deadline = nil
        failureCount = 0
    }

    // MARK: - Silence

    /// The peer does not answer.
    mutating func suspended() {
        guard phase == .open else { return }
        phase = .suspended
    }

    /// The peer was heard again.
    mutating func resumed() {
        guard phase == .suspended else { return }
        phase = .open
    }

    // MARK: - Ends

    /// The connection failed, or ended: in order, with `nil`.
    mutating func ended(_ failure: DirectPathFailure?, now: LoopInstant) {
        deadline = nil
        guard var failure else {
            phase = .idle
            return
        }
        // Without an answer there was nobody to look for a path to.
        if phase == .negotiating, awaitsAnswer, failure == .iceTimeout { failure = .signallingFailed }
        // A path that worked is worth another attempt soon: networks come back.
        let hasWorked = phase == .open || phase == .suspended
        var delay = hasWorked ? Self.firstRetryDelayAfterUse : Self.firstRetryDelay
        for _ in 0..<min(failureCount, 10) { delay = min(delay * 2, Self.longestRetryDelay) }
        failureCount += 1
        phase = .failed(failure, retryAt: now + delay)
    }

    /// The deadline has passed.
    ///
    /// - Returns: why the connection is to be ended, if it is.
    mutating func timerFired(now: LoopInstant) -> DirectPathFailure? {
        guard let deadline, deadline <= now else { return nil }
        self.deadline = nil
        switch phase {
        case .negotiating: return .iceTimeout
        case .proving: return .fingerprintMismatch
        case .idle, .open, .suspended, .failed: return nil
        }
    }
}
