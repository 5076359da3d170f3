// SPDX-License-Identifier: MIT

/// How much one agent may send: messages and bytes in a second, each with room for bursts.
package struct TrafficMeter: Hashable, Sendable {
    /// The rates of every agent.
    package struct Rates: Hashable, Sendable {
        package var messages: TokenBucket.Rate
        package var bytes: TokenBucket.Rate

        package init(messages: TokenBucket.Rate, bytes: TokenBucket.Rate) {
            self.messages = messages
            self.bytes = bytes
        }
    }

    private var messages: TokenBucket
    private var bytes: TokenBucket

    package init(_ rates: Rates, now: Duration) {
        messages = TokenBucket(rates.messages, now: now)
        bytes = TokenBucket(rates.bytes, now: now)
    }

    /// Lets one message through, or says how long to wait before the next.
    ///
    /// A message that is held back by its bytes has used its place among the messages.
    package mutating func take(_ byteCount: Int, at rates: Rates, now: Duration) -> Duration? {
        if let wait = messages.take(1, at: rates.messages, now: now) { return wait }
        return bytes.take(byteCount, at: rates.bytes, now: now)
    }

    /// Counts the bytes of a large answer as the asker's own, so that questions cost what they cause.
    package mutating func charge(_ byteCount: Int, at rates: Rates, now: Duration) {
        bytes.charge(byteCount, at: rates.bytes, now: now)
    }
}
