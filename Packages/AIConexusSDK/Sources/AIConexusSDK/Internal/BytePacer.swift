// SPDX-License-Identifier: MIT

internal import AIConexusTransport

/// Finds the rate in bytes that a gateway bears, which it does not announce: unlimited until it refuses, then under
/// what it was refused at, then slowly more.
///
/// The clock is passed in.
struct BytePacer {
    /// What is kept of the rate that was refused.
    private static let share = 0.7
    /// The lowest rate, in bytes a second.
    private static let minimumRate = 65_536.0
    /// By how much the rate grows in a second.
    private static let growth = 0.05
    /// The highest rate that is told from no limit, in bytes a second.
    private static let maximumRate = 1e12
    /// The longest time that a gateway may ask us to be silent.
    private static let longestPause = Duration.seconds(30)
    /// The time over which the present rate is measured.
    private static let period = Duration.seconds(1)

    /// Bytes a second; `nil` for no limit.
    private(set) var rate: Double?
    private var tokens = 0.0
    private var filledUntil: LoopInstant
    private var pausedUntil: LoopInstant?
    private var periodStart: LoopInstant
    private var periodByteCount = 0
    private var lastRate = 0.0

    init(now: LoopInstant) {
        filledUntil = now
        periodStart = now
    }

    /// How long to wait before so many bytes may be sent, or `nil` when they may now, in which case they count as sent.
    mutating func take(_ byteCount: Int, now: LoopInstant) -> Duration? {
        if let pausedUntil, now < pausedUntil { return pausedUntil - now }
        pausedUntil = nil
        fill(now)
        if let rate, tokens < 0 { return .seconds(-tokens / rate) }
        tokens -= Double(byteCount)
        count(byteCount, now)
        return nil
    }

    /// The gateway refused a message because of its rate.
    mutating func refused(retryAfter: Duration?, now: LoopInstant) {
        fill(now)
        count(0, now)
        // Of the many messages that were on their way only the first one says anything new.
        guard pausedUntil == nil else { return }
        let elapsed = max(Self.seconds(now - periodStart), 0.1)
        let present = max(lastRate, Double(periodByteCount) / elapsed)
        rate = max(min(present, rate ?? .infinity) * Self.share, Self.minimumRate)
        tokens = 0
        pausedUntil = now + min(retryAfter ?? .milliseconds(100), Self.longestPause)
    }

    private mutating func fill(_ now: LoopInstant) {
        let elapsed = Self.seconds(now - filledUntil)
        filledUntil = now
        guard let rate else {
            tokens = 0
            return
        }
        // An eighth of a second's worth may gather: little enough to be no burst.
        tokens = min(tokens + elapsed * rate, rate / 8)
        self.rate = min(rate * (1 + elapsed * Self.growth), Self.maximumRate)
    }

    private mutating func count(_ byteCount: Int, _ now: LoopInstant) {
        let elapsed = now - periodStart
        if elapsed >= Self.period {
            lastRate = Double(periodByteCount) / Self.seconds(elapsed)
            periodStart = now
            periodByteCount = 0
        }
        periodByteCount += byteCount
    }

    private static func seconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
