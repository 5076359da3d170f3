// SPDX-License-Identifier: MIT

/// A rate with room for bursts: tokens flow in evenly, up to a capacity, and what happens takes some out.
///
/// Whoever finds too few waits. What cannot wait, because it has happened already, may be charged and leaves a debt.
package struct TokenBucket: Hashable, Sendable {
    /// What a bucket lets through.
    package struct Rate: Hashable, Sendable {
        /// Tokens in one second, at least 1.
        package let tokensPerSecond: Int
        /// The most tokens at a time, at least 1.
        package let capacity: Int

        package init(tokensPerSecond: Int, capacity: Int) {
            precondition(tokensPerSecond >= 1 && capacity >= 1, "a rate lets something through")
            self.tokensPerSecond = tokensPerSecond
            self.capacity = capacity
        }
    }

    /// Negative in debt.
    private var tokens: Double
    /// The uptime up to which tokens have flowed in.
    private var filledUntil: Duration

    /// A full bucket.
    package init(_ rate: Rate, now: Duration) {
        tokens = Double(rate.capacity)
        filledUntil = now
    }

    /// Takes `count` tokens if there are as many, or says how long to wait for them.
    ///
    /// - Parameters:
    ///   - count: tokens; for more than the capacity a full bucket is enough, and a debt is left.
    ///   - rate: the rate, always the same for one bucket.
    ///   - now: the uptime.
    /// - Returns: `nil` when they were taken, else the time until they are there, in whole milliseconds.
    package mutating func take(_ count: Int, at rate: Rate, now: Duration) -> Duration? {
        fill(at: rate, now: now)
        let missing = Double(min(count, rate.capacity)) - tokens
        guard missing <= 0 else {
            return .milliseconds((missing / Double(rate.tokensPerSecond) * 1_000).rounded(.up))
        }
        tokens -= Double(count)
        return nil
    }

    /// Takes `count` tokens, whether or not there are as many.
    package mutating func charge(_ count: Int, at rate: Rate, now: Duration) {
        fill(at: rate, now: now)
        tokens -= Double(count)
    }

    private mutating func fill(at rate: Rate, now: Duration) {
        guard now > filledUntil else { return }
        let (seconds, attoseconds) = (now - filledUntil).components
        let elapsed = Double(seconds) + Double(attoseconds) * 1e-18
        filledUntil = now
        tokens = min(tokens + elapsed * Double(rate.tokensPerSecond), Double(rate.capacity))
    }
}
