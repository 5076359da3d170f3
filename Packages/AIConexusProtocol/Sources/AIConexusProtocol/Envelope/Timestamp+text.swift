// SPDX-License-Identifier: MIT

extension Timestamp {
    /// Reads the RFC 3339 text, or returns `nil` when `text` is not in the form that PROTOCOL_DESIGN allows.
    public init?(_ text: String) {
        self.init(decoding: text.utf8Span.span)
    }

    /// Reads the bytes of the RFC 3339 text: `YYYY-MM-DDTHH:MM:SS[.f…]Z` with 1 to 9 digits `f`.
    ///
    /// Returns `nil` for anything else: another offset, lower case, a day that the month does not have.
    public init?(decoding text: Span<UInt8>) {
        guard text.count >= 20, text.count != 21, text.count <= 30, text[text.count - 1] == UInt8(ascii: "Z"),
            text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] == UInt8(ascii: "T"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let year = Self.number(text, 0, 4), let month = Self.number(text, 5, 2), let day = Self.number(text, 8, 2),
            let hour = Self.number(text, 11, 2), let minute = Self.number(text, 14, 2),
            let second = Self.number(text, 17, 2),
            (1...12).contains(month), day >= 1, day <= Self.dayCount(ofMonth: month, year: year),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var nanoseconds: UInt32 = 0
        if text.count > 20 {
            let digitCount = text.count - 21
            guard text[19] == UInt8(ascii: "."), let fraction = Self.number(text, 20, digitCount) else { return nil }
            nanoseconds = UInt32(fraction)
            for _ in digitCount..<9 { nanoseconds *= 10 }
        }
        let days = Self.dayNumber(year: year, month: month, day: day)
        self.init(
            secondsSinceEpoch: days * 86_400 + hour * 3_600 + minute * 60 + second,
            nanoseconds: nanoseconds
        )
    }

    /// Appends the 24 bytes that we write: three fraction digits, the rest cut off.
    public func append(to output: inout [UInt8]) {
        let (days, secondOfDay) = Self.dividedDown(secondsSinceEpoch, by: 86_400)
        let (year, month, day) = Self.date(dayNumber: days)
        Self.append(year, digitCount: 4, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(month, digitCount: 2, to: &output)
        output.append(UInt8(ascii: "-"))
        Self.append(day, digitCount: 2, to: &output)
        output.append(UInt8(ascii: "T"))
        Self.append(secondOfDay / 3_600, digitCount: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        Self.append(secondOfDay / 60 % 60, digitCount: 2, to: &output)
        output.append(UInt8(ascii: ":"))
        Self.append(secondOfDay % 60, digitCount: 2, to: &output)
        output.append(UInt8(ascii: "."))
        Self.append(Int64(nanoseconds / 1_000_000), digitCount: 3, to: &output)
        output.append(UInt8(ascii: "Z"))
    }

    @inline(__always)
    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for index in start..<(start + count) {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    private static func append(_ number: Int64, digitCount: Int, to output: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digitCount { divisor *= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private static func dayCount(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, by eras of 400 years that begin in March.
    private static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = dividedDown(shifted, by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(dayNumber: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = dividedDown(dayNumber + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Quotient rounded down and the remainder, 0…divisor − 1.
    private static func dividedDown(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp: CustomStringConvertible {
    /// The text that we write, with three fraction digits.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
