// SPDX-License-Identifier: MIT

/// A point in time as HTTP writes it, as in `Sun, 06 Nov 1994 08:49:37 GMT`.
///
/// Source: RFC 9110 §5.6.7.
public struct HTTPDate: Hashable, Sendable, CustomStringConvertible {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970 began, UTC.
    public let unixSeconds: Int64

    /// Creates a date.
    ///
    /// - Parameter unixSeconds: since 1970 began, not negative.
    public init(unixSeconds: Int64) {
        self.unixSeconds = max(0, unixSeconds)
    }

    /// The date as it stands on the wire.
    public var description: String {
        let (day, second) = unixSeconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, dayOfMonth) = Self.calendarDate(day)
        let time = [second / 3_600, second / 60 % 60, second % 60].map(Self.twoDigits).joined(separator: ":")
        let date = "\(Self.twoDigits(dayOfMonth)) \(Self.months[Int(month - 1)]) \(year)"
        return "\(Self.days[Int(day % 7)]), \(date) \(time) GMT"
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// The date of the proleptic Gregorian calendar, days counted from 1970-01-01.
    ///
    /// Years are counted from March, so that the day inserted every four years is the last one.
    private static func calendarDate(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468  // days from 0000-03-01 to 1970-01-01
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }
}
