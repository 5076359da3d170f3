// SPDX-License-Identifier: MIT

/// Chooses among several addresses of one host by trying them staggered and keeping the first that connects.
///
/// A pure machine: the shell makes the attempts, reports what comes of them, and calls ``timerFired(now:)`` at
/// ``nextDeadline``. Attempts are named by their place in ``addresses``.
/// Source: RFC 8305 (Happy Eyeballs 2), §§4 and 5. The lookup (§3) gives both families at once.
struct HappyEyeballs: Equatable {
    /// What the shell must do.
    enum Action: Equatable {
        /// Start an attempt to connect to this address.
        case connect(attempt: Int, SocketAddress)
        /// Give an attempt up.
        case cancel(attempt: Int)
        /// The attempt that succeeded is the connection. The last action.
        case succeed(attempt: Int)
        /// No address could be reached, for these reasons in the order they came. The last action.
        case fail([TransportError])
    }

    private enum State: Equatable {
        /// → `running`
        case idle
        /// Attempts and the times at which they are given up. → `finished`
        case running([Int: LoopInstant])
        case finished
    }

    /// How long an attempt has the field to itself before the next starts; RFC 8305 §8 recommends 250 ms, 100 ms…2 s.
    let attemptDelay: Duration
    /// How long one attempt may take.
    let attemptTimeout: Duration
    /// The addresses in the order in which they are tried.
    let addresses: [SocketAddress]
    private var state = State.idle
    private var nextAddress = 0
    private var nextStart: LoopInstant?
    private var errors: [TransportError] = []

    /// - Parameters:
    ///   - addresses: what the lookup gave, best first (RFC 6724), at least one.
    ///   - attemptDelay: how long before the next attempt starts.
    ///   - attemptTimeout: how long one attempt may take.
    init(addresses: [SocketAddress], attemptDelay: Duration, attemptTimeout: Duration) {
        precondition(!addresses.isEmpty, "there is nothing to choose from")
        self.addresses = Self.interleave(addresses)
        self.attemptDelay = attemptDelay
        self.attemptTimeout = attemptTimeout
    }

    /// The addresses with the families taking turns, the first one's first (RFC 8305 §4).
    static func interleave(_ addresses: [SocketAddress]) -> [SocketAddress] {
        guard let first = addresses.first?.address.family else { return [] }
        let leading = addresses.filter { $0.address.family == first }
        let other = addresses.filter { $0.address.family != first }
        var result: [SocketAddress] = []
        for index in 0..<max(leading.count, other.count) {
            if index < leading.count { result.append(leading[index]) }
            if index < other.count { result.append(other[index]) }
        }
        return result
    }

    /// When ``timerFired(now:)`` has to be called next, `nil` when there is nothing to wait for.
    var nextDeadline: LoopInstant? {
        guard case .running(let attempts) = state else { return nil }
        return ([nextStart] + attempts.values.map(Optional.some)).compactMap(\.self).min()
    }
}

// MARK: - Events

extension HappyEyeballs {
    /// Begins with the first address.
    mutating func started(now: LoopInstant) -> [Action] {
        guard case .idle = state else { preconditionFailure("started twice") }
        return launch([:], now: now)
    }

    /// An attempt connected.
    mutating func succeeded(attempt: Int) -> [Action] {
        guard case .running(var attempts) = state, attempts.removeValue(forKey: attempt) != nil else { return [] }
        state = .finished
        return attempts.keys.sorted().map { .cancel(attempt: $0) } + [.succeed(attempt: attempt)]
    }

    /// An attempt failed: the next one starts at once.
    mutating func failed(attempt: Int, _ error: TransportError, now: LoopInstant) -> [Action] {
        guard case .running(var attempts) = state, attempts.removeValue(forKey: attempt) != nil else { return [] }
        errors.append(error)
        return goOn(attempts, mayStart: true, now: now)
    }

    /// A deadline has come.
    mutating func timerFired(now: LoopInstant) -> [Action] {
        guard case .running(var attempts) = state else { return [] }
        let late = attempts.filter { $0.value <= now }.keys.sorted()
        for attempt in late {
            attempts[attempt] = nil
            errors.append(TransportError(.timedOut, "\(addresses[attempt]) did not answer in time"))
        }
        let mayStart = !late.isEmpty || nextStart.map { $0 <= now } ?? false
        return late.map { .cancel(attempt: $0) } + goOn(attempts, mayStart: mayStart, now: now)
    }

    private mutating func goOn(_ attempts: [Int: LoopInstant], mayStart: Bool, now: LoopInstant) -> [Action] {
        if mayStart, nextAddress < addresses.count { return launch(attempts, now: now) }
        guard attempts.isEmpty else {
            state = .running(attempts)
            return []
        }
        state = .finished
        return [.fail(errors)]
    }

    private mutating func launch(_ attempts: [Int: LoopInstant], now: LoopInstant) -> [Action] {
        let attempt = nextAddress
        nextAddress += 1
        nextStart = nextAddress < addresses.count ? now + attemptDelay : nil
        state = .running(attempts.merging([attempt: now + attemptTimeout]) { $1 })
        return [.connect(attempt: attempt, addresses[attempt])]
    }
}
