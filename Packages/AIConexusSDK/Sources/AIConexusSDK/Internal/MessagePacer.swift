// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// Keeps a sender under the rate that its gateway allows, so that nothing is refused for being too much.
///
/// Tokens flow in evenly and gather up to one second's worth. The clock is passed in.
struct MessagePacer {
    /// The share of the allowed rate that is used: gateway and agent do not count from the same instant.
    private static let share = 0.95

    /// What the gateway allows.
    let messagesPerSecond: Int
    private let tokensPerSecond: Double
    private var tokens: Double
    private var filledUntil: LoopInstant

    /// A full bucket.
    ///
    /// - Parameters:
    ///   - messagesPerSecond: what the gateway allows on average; less than 1 counts as 1.
    ///   - now: the loop's time.
    init(messagesPerSecond: Int, now: LoopInstant) {
        self.messagesPerSecond = messagesPerSecond
        tokensPerSecond = Double(max(messagesPerSecond, 1)) * Self.share
        tokens = tokensPerSecond
        filledUntil = now
    }

    /// How long to wait for a token; `nil` when there is one.
    mutating func wait(now: LoopInstant) -> Duration? {
        let elapsed = (now - filledUntil).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
        if seconds > 0 {
            tokens = min(tokens + seconds * tokensPerSecond, tokensPerSecond)
            filledUntil = now
        }
        return tokens < 1 ? .seconds((1 - tokens) / tokensPerSecond) : nil
    }

    /// Takes the token that ``wait(now:)`` has found.
    mutating func take() {
        tokens -= 1
    }
}
