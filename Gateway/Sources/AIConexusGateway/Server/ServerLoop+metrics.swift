// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport
private import Glibc

/// What a loop has counted, as far as it is in the metrics already.
struct ShardLedger {
    /// What the shard had counted when it was looked at last.
    var published = ShardStatistics()
    /// Bytes sent since then.
    var sentByteCount = 0
    /// The gauges as they are shown.
    private var shown: [MetricCell: Int] = [:]

    /// Brings a gauge up to date.
    mutating func show(_ value: Int, in cell: MetricCell, of cells: MetricCells) {
        cells.add(value - (shown[cell] ?? 0), to: cell)
        shown[cell] = value
    }
}

extension ServerLoop {
    /// Brings the metrics up to date: once a second, and when this loop answers a scrape.
    func recordMetrics() {
        let statistics = shard.statistics
        let before = ledger.published
        ledger.published = statistics
        for type in MessageLabel.allCases {
            for outcome in OutcomeLabel.allCases {
                let count = statistics.messageCount(type, outcome) - before.messageCount(type, outcome)
                cells.add(count, to: .messages(type, outcome))
            }
        }
        for outcome in RegistrationLabel.allCases {
            let count = statistics.registrationCount(outcome) - before.registrationCount(outcome)
            cells.add(count, to: .registrations(outcome))
        }
        for reason in DropLabel.allCases {
            cells.add(statistics.dropCount(reason) - before.dropCount(reason), to: .drops(reason))
        }
        for (code, count) in statistics.refusalCounts {
            cells.add(count - (before.refusalCounts[code] ?? 0), to: .refusals(code))
        }
        cells.add(statistics.receivedByteCount - before.receivedByteCount, to: .bytes(.incoming))
        cells.add(ledger.sentByteCount, to: .bytes(.outgoing))
        ledger.sentByteCount = 0
        recordGauges()
    }

    private func recordGauges() {
        let registered = shard.registeredCount
        ledger.show(httpConnectionCount, in: .connections(.http), of: cells)
        ledger.show(connectionCount - registered, in: .connections(.unregistered), of: cells)
        ledger.show(registered, in: .connections(.registered), of: cells)
        var waiting: [ConnectionID: Int] = [:]
        var messageCount = 0
        for id in watched {
            guard let output = connection(id)?.output, output.waitingByteCount > 0 else { continue }
            waiting[id] = output.waitingByteCount
            messageCount += shard.waitingMessageCount(id, output: output)
        }
        ledger.show(waiting.values.reduce(0, +), in: .waitingBytes(.outbound), of: cells)
        ledger.show(messageCount, in: .waitingMessages(.outbound), of: cells)
        ledger.show(context.handovers[index].byteCount, in: .waitingBytes(.handover), of: cells)
        ledger.show(context.handovers[index].messageCount, in: .waitingMessages(.handover), of: cells)
        ledger.show(loop.buffers.byteCount, in: .bufferBytes, of: cells)
        context.waiting[index].withLock { $0 = waiting }
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
