// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The STUN and TURN servers that the gateway named, and when to ask for them again because credentials end.
struct ICEServerStateMachine {
    /// What to do for a new connection.
    enum Need: Equatable {
        /// These servers are good for a while.
        case use([ICEServer])
        /// Ask the gateway, and use what it answers.
        case ask
        /// The gateway was asked; use what it answers.
        case wait
    }

    /// So long before the end of credentials, at most, new ones are asked for: time for some attempts.
    static let longestLead = Duration.seconds(300)
    /// So long before, if credentials live long enough: a connection takes its time.
    static let usualLead = Duration.seconds(60)
    /// After an answer, or none, this long is not asked again.
    static let retryDelay = Duration.seconds(10)

    private(set) var servers: [ICEServer] = []
    /// When new credentials should be had; `nil` when none end.
    private var renewal: Timestamp?
    /// When the gateway may be asked again.
    private var nextAttempt: Timestamp?
    private var isAsking = false

    /// The gateway took us and named servers.
    ///
    /// Credentials at hand that are good for a while are kept: what uses them need not move.
    ///
    /// - Returns: whether the servers are new ones.
    mutating func registered(_ list: [ICEServer], now: Timestamp) -> Bool {
        let isOtherList = list.map(\.urls) != servers.map(\.urls)
        guard isOtherList || renewal.map({ $0 <= now }) ?? false else { return false }
        take(list, now)
        return true
    }

    /// A connection begins.
    mutating func needed(now: Timestamp) -> Need {
        guard let deadline = due, deadline <= now else { return .use(servers) }
        if isAsking { return .wait }
        isAsking = true
        return .ask
    }

    /// The gateway has answered, or has not, with `nil`.
    ///
    /// - Returns: whether the servers are new ones.
    mutating func answered(_ list: [ICEServer]?, now: Timestamp) -> Bool {
        isAsking = false
        nextAttempt = now.advanced(by: Self.retryDelay)
        guard let list, !list.isEmpty else { return false }
        take(list, now)
        return true
    }

    /// When the shell must call ``timerFired(now:)``.
    var deadline: Timestamp? { isAsking ? nil : due }

    /// The deadline has passed, and there are connections.
    ///
    /// - Returns: whether to ask the gateway.
    mutating func timerFired(now: Timestamp) -> Bool {
        guard let deadline, deadline <= now else { return false }
        isAsking = true
        return true
    }

    private var due: Timestamp? {
        renewal.map { renewal in nextAttempt.map { max($0, renewal) } ?? renewal }
    }

    private mutating func take(_ list: [ICEServer], _ now: Timestamp) {
        servers = list
        renewal = list.compactMap(\.expires).min().map { end in
            let life = max(end.duration(since: now), .zero)
            let lead = max(min(life / 4, Self.longestLead), min(life / 2, Self.usualLead))
            return end.advanced(by: .zero - lead)
        }
    }
}
