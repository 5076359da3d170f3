// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "moments are read and written",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00.000Z"),
            ("2026-11-21T10:15:30.250Z", 1_795_256_130, 250_000_000, "2026-11-21T10:15:30.250Z"),
            ("2000-02-29T23:59:59.9Z", 951_868_799, 900_000_000, "2000-02-29T23:59:59.900Z"),
            ("1969-12-31T23:59:59.123456789Z", -1, 123_456_789, "1969-12-31T23:59:59.123Z"),
            ("0000-01-01T00:00:00Z", -62_167_219_200, 0, "0000-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59Z", 253_402_300_799, 0, "9999-12-31T23:59:59.000Z"),
        ] as [(String, Int64, UInt32, String)]
    )
    func known(text: String, seconds: Int64, nanoseconds: UInt32, written: String) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.secondsSinceEpoch == seconds)
        #expect(moment.nanoseconds == nanoseconds)
        #expect(moment.description == written)
    }

    @Test(
        "another form is refused",
        arguments: [
            "", "2026-11-21", "2026-11-21T10:15:30", "2026-11-21T10:15:30+00:00", "2026-11-21t10:15:30Z",
            "2026-11-21T10:15:30z", "2026-11-21 10:15:30Z", "2026-11-21T10:15:30.Z", "2026-11-21T10:15:30.1234567890Z",
            "2026-11-21T10:15:60Z", "2026-11-21T24:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-11-21T10:15:30,5Z", "2026-11-21T10:15:3 Z", "+026-11-21T10:15:30Z", "2026-11-21T10:60:30Z",
        ]
    )
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("every day from 1890 to 2110 follows the day before it by 86 400 seconds")
    func calendar() throws {
        var expected: Int64 = try #require(Timestamp("1890-01-01T00:00:00Z")).secondsSinceEpoch
        for year in 1890..<2110 {
            for month in 1...12 {
                for day in 1...31 {
                    let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
                    guard let moment = Timestamp(text) else { continue }
                    #expect(moment.secondsSinceEpoch == expected)
                    #expect(moment.description == text.replacing("Z", with: ".000Z"))
                    expected += 86_400
                }
            }
        }
        #expect(expected == Timestamp("2110-01-01T00:00:00Z")?.secondsSinceEpoch)
    }

    @Test("random moments survive their text, and differences are exact")
    func arithmetic() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let first = Timestamp(
                millisecondsSinceEpoch: Int64.random(in: -60_000_000_000_000...250_000_000_000_000, using: &generator)
            )
            #expect(Timestamp(first.description) == first)
            let distance = Duration.milliseconds(Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator))
            let second = first.advanced(by: distance)
            #expect(second.duration(since: first) == distance)
            #expect(second.millisecondsSinceEpoch - first.millisecondsSinceEpoch == distance / .milliseconds(1))
            #expect((first < second) == (distance > .zero))
        }
    }

    @Test("moments outside the years 0000 to 9999 are clamped")
    func clamped() {
        #expect(Timestamp(secondsSinceEpoch: .max).description == "9999-12-31T23:59:59.000Z")
        #expect(Timestamp(secondsSinceEpoch: .min).description == "0000-01-01T00:00:00.000Z")
        #expect(
            Timestamp(secondsSinceEpoch: 0).advanced(by: .seconds(Int64.max)).description == "9999-12-31T23:59:59.000Z"
        )
    }
}

extension Duration {
    static func / (left: Duration, right: Duration) -> Int64 {
        let (seconds, attoseconds) = left.components
        return seconds * 1_000 + attoseconds / (right.components.attoseconds)
    }
}
