// SPDX-License-Identifier: MIT

/// A moment in UTC with nanoseconds, as `timestamp` and `expires` carry it.
///
/// The text is RFC 3339 with an upper-case `T` and `Z` and 0 to 9 fraction digits, as in `2026-11-21T10:15:30.250Z`;
/// we write three. Leap seconds (`:60`) are refused: they have no number of seconds since 1970.
/// Source: PROTOCOL_DESIGN, "Envelope".
public struct Timestamp: Hashable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, negative before.
    public let secondsSinceEpoch: Int64
    /// The rest, 0…999 999 999.
    public let nanoseconds: UInt32

    /// The seconds of 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z, which is what four digits of year can say.
    static let representableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// Creates a moment.
    ///
    /// - Parameters:
    ///   - secondsSinceEpoch: whole seconds since 1970; clamped to the years 0000…9999.
    ///   - nanoseconds: 0…999 999 999.
    public init(secondsSinceEpoch: Int64, nanoseconds: UInt32 = 0) {
        precondition(nanoseconds < 1_000_000_000, "nanoseconds out of range")
        let range = Self.representableSeconds
        self.secondsSinceEpoch = min(max(secondsSinceEpoch, range.lowerBound), range.upperBound)
        self.nanoseconds = nanoseconds
    }

    /// Creates a moment from milliseconds since 1970.
    public init(millisecondsSinceEpoch milliseconds: Int64) {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let borrow: Int64 = rest < 0 ? 1 : 0
        self.init(
            secondsSinceEpoch: seconds - borrow,
            nanoseconds: UInt32(rest + borrow * 1000) * 1_000_000
        )
    }

    /// Whole milliseconds since 1970, rounded down.
    public var millisecondsSinceEpoch: Int64 {
        secondsSinceEpoch * 1000 + Int64(nanoseconds / 1_000_000)
    }

    /// The moment `duration` later, to the nanosecond; clamped to the years 0000…9999.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let total = Int64(nanoseconds) + attoseconds / 1_000_000_000
        let carry = total < 0 ? -1 : total / 1_000_000_000
        let (sum, overflow) = secondsSinceEpoch.addingReportingOverflow(seconds)
        let clamped = overflow ? (seconds < 0 ? Int64.min / 2 : Int64.max / 2) : sum
        return Timestamp(
            secondsSinceEpoch: clamped + carry,
            nanoseconds: UInt32(total - carry * 1_000_000_000)
        )
    }

    /// The time from `earlier` to this moment, negative when `earlier` is later.
    public func duration(since earlier: Timestamp) -> Duration {
        Duration(
            secondsComponent: secondsSinceEpoch - earlier.secondsSinceEpoch,
            attosecondsComponent: (Int64(nanoseconds) - Int64(earlier.nanoseconds)) * 1_000_000_000
        )
    }
}

extension Timestamp: Comparable {
    /// Whether `left` is the earlier moment.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.secondsSinceEpoch, left.nanoseconds) < (right.secondsSinceEpoch, right.nanoseconds)
    }
}
