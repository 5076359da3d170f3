// SPDX-License-Identifier: MIT

/// How an agent comes back after its connection was lost or could not be made.
///
/// Waits double from ``firstDelay`` to ``maximumDelay``; of each, a random share is waited ("full jitter"), so that
/// agents that lost one gateway together do not come back together. Source: PROTOCOL_DESIGN, "Close codes".
public struct ReconnectPolicy: Hashable, Sendable {
    /// How many attempts in a row may fail before the client gives up; 0 for any number.
    public var maximumAttempts: Int
    /// The longest wait after the first failure.
    public var firstDelay: Duration
    /// The longest wait after any failure.
    public var maximumDelay: Duration

    /// Creates a policy; the defaults are those of the protocol, for ever.
    ///
    /// - Parameters:
    ///   - maximumAttempts: failures in a row, 0 for any number.
    ///   - firstDelay: the longest wait after the first failure.
    ///   - maximumDelay: the longest wait after any failure.
    public init(
        maximumAttempts: Int = 0,
        firstDelay: Duration = .seconds(1),
        maximumDelay: Duration = .seconds(30)
    ) {
        precondition(maximumAttempts >= 0, "a number of attempts is not negative")
        precondition(firstDelay > .zero && maximumDelay >= firstDelay, "delays grow")
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.maximumDelay = maximumDelay
    }

    /// One attempt, no way back: for programs that would rather say what is wrong.
    public static let once = ReconnectPolicy(maximumAttempts: 1)

    /// Whether another attempt may follow `failures` failures in a row.
    func permitsAttempt(after failures: Int) -> Bool {
        maximumAttempts == 0 || failures < maximumAttempts
    }

    /// How long to wait after `failures` failures in a row.
    ///
    /// - Parameters:
    ///   - failures: 1 or more.
    ///   - jitter: the random share of the wait, 0…1.
    /// - Returns: the wait.
    func delay(after failures: Int, jitter: Double) -> Duration {
        var delay = firstDelay
        var remaining = failures - 1
        while remaining > 0, delay < maximumDelay {
            delay = min(delay * 2, maximumDelay)
            remaining -= 1
        }
        return delay * jitter
    }
}
