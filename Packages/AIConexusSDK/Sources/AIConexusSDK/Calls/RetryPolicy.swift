// SPDX-License-Identifier: MIT

/// When and how often a failed call is made again.
///
/// A call is repeated only where that does no harm: the error is one from before the call started, or the capability
/// is idempotent, or the call has an idempotency key. Waits double from ``firstDelay`` to ``maximumDelay`` with full
/// jitter, or last as long as the refusal said. All calls of an agent share one budget, so that a fault of many is not
/// made worse by everybody's retries: a retry takes one token of 10, a call that succeeds gives a tenth back.
public struct RetryPolicy: Hashable, Sendable {
    /// How often the call is made in all, 1 or more.
    public var maximumAttempts: Int
    /// The longest wait before the second attempt.
    public var firstDelay: Duration
    /// The longest wait before any attempt; a refusal that asks for more ends the call.
    public var maximumDelay: Duration

    /// Three attempts, waits from 100 ms to 5 s.
    public static let standard = RetryPolicy(maximumAttempts: 3)
    /// One attempt.
    public static let never = RetryPolicy(maximumAttempts: 1)

    /// Creates a policy.
    ///
    /// - Parameters:
    ///   - maximumAttempts: how often the call is made in all.
    ///   - firstDelay: the longest wait before the second attempt.
    ///   - maximumDelay: the longest wait before any attempt.
    public init(
        maximumAttempts: Int,
        firstDelay: Duration = .milliseconds(100),
        maximumDelay: Duration = .seconds(5)
    ) {
        precondition(maximumAttempts >= 1, "a call is made once at least")
        precondition(firstDelay > .zero && maximumDelay >= firstDelay, "delays grow")
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.maximumDelay = maximumDelay
    }
}

/// Decides about the attempts of one call.
struct RetryPlan {
    private let policy: RetryPolicy
    private let isHarmless: Bool
    private var attempts = 1

    /// - Parameters:
    ///   - policy: how often.
    ///   - isHarmless: whether the work may be done twice, or the callee sees to it that it is not.
    init(_ policy: RetryPolicy, isHarmless: Bool) {
        self.policy = policy
        self.isHarmless = isHarmless
    }

    /// Decides after a failed attempt.
    ///
    /// - Parameters:
    ///   - error: how the last attempt failed.
    ///   - jitter: a random number, 0…1.
    ///   - budget: shared by all calls.
    /// - Returns: how long to wait before the next attempt, or `nil` when there is none.
    mutating func delay(after error: CallError, jitter: Double, budget: inout RetryBudget) -> Duration? {
        guard attempts < policy.maximumAttempts, permitsRetry(after: error), budget.take() else { return nil }
        var delay = policy.firstDelay
        for _ in 1..<attempts where delay < policy.maximumDelay { delay = min(delay * 2, policy.maximumDelay) }
        attempts += 1
        guard let demanded = error.retryAfter else { return delay * jitter }
        return demanded <= policy.maximumDelay ? max(demanded, delay * jitter) : nil
    }

    private func permitsRetry(after error: CallError) -> Bool {
        if error.hasBegun, !isHarmless { return false }
        return switch error.code {
        // Retryable by their names, and, unless the callee says otherwise, from before anything was done.
        case .rateLimited, .connectionRefused, .resourceExhausted, .allBusy, .draining, .notConnected, .clockSkew,
            .noCapableAgent:
            error.isRetryable
        // The callee may have begun: only where doing it twice is no harm.
        case .outcomeUnknown: isHarmless
        case .internalError, .agentError: isHarmless && error.isRetryable
        default: false
        }
    }
}

/// What all calls of an agent may spend on retries.
struct RetryBudget {
    private static let capacity = 10.0
    private static let refund = 0.1

    private var tokens = capacity

    /// Takes a token for a retry, if there is one.
    mutating func take() -> Bool {
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// A call succeeded.
    mutating func credit() {
        tokens = min(tokens + Self.refund, Self.capacity)
    }
}
