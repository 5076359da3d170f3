// SPDX-License-Identifier: MIT

/// Who offers and who answers, when both may offer at once (perfect negotiation, W3C WebRTC §10.7).
///
/// One side is polite: on glare it takes its own offer back and answers the peer's; the other one ignores what collides
/// with its own.
struct NegotiationStateMachine: Equatable {
    /// Where an exchange is.
    enum State: Equatable {
        /// No offer is open; next `offering`.
        case stable
        /// Our offer waits for its answer; next `stable`.
        case offering
    }

    /// What to do with an offer of the peer's.
    enum OfferAction: Equatable {
        /// Answer it.
        case answer
        /// Take our own offer back, then answer.
        case takeBackAndAnswer
        /// Go on waiting for the answer to ours.
        case ignore
    }

    /// Whether this side gives way.
    let isPolite: Bool
    private(set) var state = State.stable
    /// Whether another offer has to follow the open one.
    private(set) var isAnotherNeeded = false

    init(isPolite: Bool) {
        self.isPolite = isPolite
    }

    /// Something has to be agreed on.
    ///
    /// - Returns: whether to send an offer at once; otherwise ``receivedAnswer()`` will say so.
    mutating func needed() -> Bool {
        switch state {
        case .stable:
            state = .offering
            return true
        case .offering:
            isAnotherNeeded = true
            return false
        }
    }

    /// An offer of ours may be lost: replace it, or send one.
    mutating func startAnew() {
        state = .offering
        isAnotherNeeded = false
    }

    /// The peer offers.
    mutating func receivedOffer() -> OfferAction {
        switch state {
        case .stable: return .answer
        case .offering where isPolite:
            state = .stable
            return .takeBackAndAnswer
        case .offering: return .ignore
        }
    }

    /// The peer answers.
    ///
    /// - Returns: whether it answers an open offer of ours.
    mutating func receivedAnswer() -> Bool {
        guard state == .offering else { return false }
        state = .stable
        return true
    }

    /// After an exchange: whether another offer is to be sent, in which case it counts as sent.
    mutating func takeAnother() -> Bool {
        guard isAnotherNeeded, state == .stable else { return false }
        isAnotherNeeded = false
        state = .offering
        return true
    }
}
