// SPDX-License-Identifier: MIT

/// A point in time on a loop's clock: nanoseconds of the system's monotonic clock, which never jumps.
///
/// Instants of different loops of one process can be compared; instants mean nothing outside of the process.
public struct LoopInstant: InstantProtocol, Sendable {
    /// Nanoseconds since an arbitrary point before the process.
    public let nanoseconds: Int64

    /// Creates an instant.
    ///
    /// - Parameter nanoseconds: since the clock's arbitrary beginning.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The instant `duration` later, held at the ends of the representable range (± 292 years).
    public func advanced(by duration: Duration) -> LoopInstant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.clampedNanoseconds)
        guard overflow else { return LoopInstant(nanoseconds: sum) }
        return LoopInstant(nanoseconds: duration < .zero ? .min : .max)
    }

    /// The time from this instant to `other`.
    public func duration(to other: LoopInstant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
    }

    /// The instant `duration` after `instant`.
    public static func + (instant: LoopInstant, duration: Duration) -> LoopInstant {
        instant.advanced(by: duration)
    }

    /// The time from `earlier` to `later`.
    public static func - (later: LoopInstant, earlier: LoopInstant) -> Duration {
        earlier.duration(to: later)
    }

    /// Whether `lhs` is earlier.
    public static func < (lhs: LoopInstant, rhs: LoopInstant) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }
}

extension Duration {
    /// Whole nanoseconds, rounded down, held at the ends of `Int64`.
    internal var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }
}
