// SPDX-License-Identifier: MIT

extension ReplayWindow {
    /// Remembers a message whose signature and freshness were checked, or says why it must be refused.
    ///
    /// - Parameters:
    ///   - view: the verified message.
    ///   - now: the receiver's time.
    /// - Throws: `REPLAY_DETECTED`, `CLOCK_SKEW` or `RESOURCE_EXHAUSTED`.
    public mutating func remember(_ view: EnvelopeView, now: Timestamp) throws(ProtocolError) {
        let outcome = insert(
            sender: view.from.publicKey,
            id: (view.id.high, view.id.low),
            timestampSeconds: view.timestamp.secondsSinceEpoch,
            now: now.secondsSinceEpoch
        )
        switch outcome {
        case .accepted: return
        case .replayed:
            throw ProtocolError(.replayDetected, "a message with this id has been seen", pointer: "/id")
        case .outsideWindow:
            throw ProtocolError(.clockSkew, "outside the times that the receiver remembers", pointer: "/timestamp")
        case .senderFull:
            throw ProtocolError(.resourceExhausted, "too many messages of this sender within their lifetime")
        case .windowFull:
            throw ProtocolError(.resourceExhausted, "the receiver's memory of seen messages is full")
        }
    }
}
