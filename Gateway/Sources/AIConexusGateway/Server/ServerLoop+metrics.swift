// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
private import Glibc

/// What a loop has counted of messages, until it goes into the metrics.
struct ShardLedger {
    /// What the shard had counted when it was looked at last.
    var published = ShardStatistics()
    /// Bytes sent since then.
    var sentByteCount = 0
    /// The connections shown by the metrics.
    var shownConnections = (unregistered: 0, registered: 0)
    /// The waiting bytes shown by the metrics.
    var shownWaitingByteCount = 0
    /// Messages passed on since then, by type.
    private(set) var relayedCounts: [MessageType: Int] = [:]

    mutating func relayed(_ type: MessageType) { relayedCounts[type, default: 0] += 1 }

    mutating func forgetRelayed() { relayedCounts.removeAll(keepingCapacity: true) }
}

extension ServerLoop {
    /// Adds what happened since the last time.
    func recordMetrics(waitingByteCount: Int) {
        let statistics = shard.statistics
        let before = ledger.published
        ledger.published = statistics
        for type in MessageType.allCases {
            let relayed = ledger.relayedCounts[type] ?? 0
            let handled = statistics.receivedCount(of: type) - before.receivedCount(of: type) - relayed
            cells.add(relayed, to: .messages(MessageLabel(type), .relayed))
            cells.add(max(0, handled), to: .messages(MessageLabel(type), .handled))
        }
        ledger.forgetRelayed()
        for (code, count) in statistics.refusalCounts {
            cells.add(count - (before.refusalCounts[code] ?? 0), to: .refusals(code))
        }
        cells.add(statistics.receivedByteCount - before.receivedByteCount, to: .bytes(.incoming))
        cells.add(ledger.sentByteCount, to: .bytes(.outgoing))
        ledger.sentByteCount = 0
        cells.add(statistics.registrationCount - before.registrationCount, to: .registrations(.accepted))
        cells.add(statistics.lostCount - before.lostCount, to: .drops(.targetGone))
        cells.add(statistics.discardedCount - before.discardedCount, to: .drops(.unmatchedAnswer))
        cells.add(waitingByteCount - ledger.shownWaitingByteCount, to: .waitingBytes(.outbound))
        ledger.shownWaitingByteCount = waitingByteCount
        recordConnections()
    }

    private func recordConnections() {
        let registered = shard.registeredCount
        let unregistered = connectionCount - registered
        cells.add(unregistered - ledger.shownConnections.unregistered, to: .connections(.unregistered))
        cells.add(registered - ledger.shownConnections.registered, to: .connections(.registered))
        ledger.shownConnections = (unregistered, registered)
    }

    /// Notes how late a timer fired.
    func observeLag(_ lag: Duration) {
        let (seconds, attoseconds) = lag.components
        cells.observe(nanoseconds: Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000), in: .loopLagSeconds)
    }
}

/// Lets another verify and notes how long it took.
struct TimedVerifier: SignatureVerifier {
    let verifier: any SignatureVerifier
    let cells: MetricCells

    func verifies(_ signature: Signature, of message: Span<UInt8>, by key: PublicKey) -> Bool {
        let start = Self.nanoseconds
        let isGood = verifier.verifies(signature, of: message, by: key)
        cells.observe(nanoseconds: Self.nanoseconds - start, in: .verifySeconds)
        return isGood
    }

    private static var nanoseconds: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
