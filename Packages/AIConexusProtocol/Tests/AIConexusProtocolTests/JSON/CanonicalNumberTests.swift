// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusProtocol

/// What `NumberText.canonicalEnd` says, which the canonical scan relies on.
@Suite("Canonical numbers")
struct CanonicalNumberTests {
    @Test(
        "a number in canonical form ends where its text ends, without conversion if 15 digits tell",
        arguments: [
            ("0", 0), ("1", 0), ("-1", 0), ("9007199254740991", 0), ("-9007199254740991", 0), ("0.5", 0),
            ("0.000001", 0),
            ("123456789.012345", 0), ("100000000000000000000", 0), ("123456789012345000000", 0), ("-0.000001", 0),
            ("9007199254740992", 1), ("0.1234567890123456", 1), ("123456789012345680000", 1), ("1e+21", 1), ("1e-7", 1),
            ("5e-324", 1), ("1.7976931348623157e+308", 1), ("0.30000000000000004", 1),
        ]
    )
    func canonical(text: String, expectedSlowNumbers: Int) {
        for suffix in ["", ",", "]", "}", " ", "x"] {
            let bytes = Array("[\(text)\(suffix)".utf8)
            var slowNumbers = 0
            let end = NumberText.canonicalEnd(of: bytes.span, at: 1, slowNumbers: &slowNumbers)
            #expect(end == 1 + text.utf8.count)
            #expect(slowNumbers == expectedSlowNumbers)
        }
    }

    @Test(
        "a number in any other form has no end",
        arguments: [
            "", "-", "+1", ".5", "x", "-0", "-0.0", "0.0", "00", "01", "-01", "1.", "1.0", "1.50", "0.0000001", "1e5",
            "1E+21",
            "1e21", "1e+021", "1e-07", "1.0e+21", "10e+21", "0.1e-6", "1e+20", "1e-6", "1e+", "1e",
            "1000000000000000000000",
            "9007199254740993", "123456789012345678", "18446744073709551615", "0.30000000000000001", "1e+309",
            "-1e+309",
            "0.1000000000000000055511151231257827", "1.00000000000000000001", "1e-400", "0e+21",
            "11111111111111111111111111111111111111111111111111111111111111111",
        ]
    )
    func other(text: String) {
        let bytes = Array("[\(text)]".utf8)
        var slowNumbers = 0
        #expect(NumberText.canonicalEnd(of: bytes.span, at: 1, slowNumbers: &slowNumbers) == nil)
    }

    @Test(
        "random texts are canonical exactly when reading and writing gives them back, and slow when the reader says so"
    )
    func agreement() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        var canonicalCount = 0
        for _ in 0..<100_000 {
            let text = Self.randomText(using: &generator)
            let bytes = Array(text.utf8)
            var slowNumbers = 0
            let end = NumberText.canonicalEnd(of: bytes.span, at: 0, slowNumbers: &slowNumbers)
            let value = try? JSONValue(parsing: bytes.span)
            let isCanonical = value?.canonicalBytes() == bytes
            #expect((end == bytes.count) == isCanonical, "seed \(seed): \(text)")
            if isCanonical {
                canonicalCount += 1
                let limits = JSONLimits(maximumSlowNumberCount: 0)
                let isFast = (try? JSONValue(parsing: bytes.span, limits: limits)) != nil
                #expect(isFast == (slowNumbers == 0), "seed \(seed): \(text)")
            }
        }
        #expect((10_000...90_000).contains(canonicalCount), "seed \(seed)")
    }

    @Test("what canonical text says of random doubles holds, however many digits they have")
    func doubles() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50_000 {
            let scale = PowersOfTen.power(Int.random(in: 0...22, using: &generator))
            let integer =
                UInt64.random(in: 0...UInt64.max, using: &generator) >> UInt64.random(in: 0..<64, using: &generator)
            let double = Double(integer) / scale
            let text = Array(canonicalText(double).utf8)
            #expect(text.canonicalEnd == text.count, "seed \(seed)")
            #expect(try JSONValue(parsing: text.span).double == double, "seed \(seed)")
        }
    }

    /// A number of up to 20 digits with the point anywhere, at times with an exponent or a needless zero.
    private static func randomText(using generator: inout SeededGenerator) -> String {
        var digits = ""
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
            digits += String(Int.random(in: 0...9, using: &generator))
        }
        digits += String(repeating: "0", count: max(0, Int.random(in: -12...6, using: &generator)))
        if Int.random(in: 0..<8, using: &generator) > 0 { digits = String(digits.trimmingPrefix { $0 == "0" }) }
        var text = Bool.random(using: &generator) ? "-" : ""
        switch Int.random(in: 0...5, using: &generator) {
        case 0, 1: text += digits
        case 2, 3:
            let places = Int.random(in: 0...digits.count, using: &generator)
            text += places == digits.count ? "0" : digits.dropLast(places)
            text += "." + digits.suffix(places)
        case 4: text += "0." + String(repeating: "0", count: Int.random(in: 0...7, using: &generator)) + digits
        default:
            let exponent = Int.random(in: -330...312, using: &generator)
            let point = digits.count > 1 ? "." : ""
            text += digits.prefix(1) + point + digits.dropFirst() + "e" + (exponent < 0 ? "" : "+") + "\(exponent)"
        }
        return text
    }
}
