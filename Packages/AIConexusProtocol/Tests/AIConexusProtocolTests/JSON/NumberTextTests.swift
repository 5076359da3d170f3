// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Foundation
import Testing

@testable import AIConexusProtocol

@Suite("NumberText")
struct NumberTextTests {
    @Test(
        "a double is written as ECMAScript writes it",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (10, "10"), (0.1, "0.1"), (-0.5, "-0.5"), (123.456, "123.456"),
            (1e15, "1000000000000000"), (1e15 + 0.5, "1000000000000000.5"), (0x1p53, "9007199254740992"),
            (0x1p54, "18014398509481984"), (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"),
            (1e-6, "0.000001"), (1.5e-6, "0.0000015"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"), (1e100, "1e+100"),
            (1e-100, "1e-100"), (0x1p-44, "5.684341886080802e-14"), (2.5e-1, "0.25"), (99_999.999_99, "99999.99999"),
            (0.999_999_999_999_999, "0.999999999999999"), (999_999_999_999_999.9, "999999999999999.9"),
            (1e14 + 0.1, "100000000000000.1"), (0.000_001_234_567_890_123_45, "0.00000123456789012345"),
        ] as [(Double, String)]
    )
    func examples(double: Double, expected: String) {
        #expect(canonicalText(double) == expected)
    }

    @Test("a power of ten is written in the form that its size asks for, and so are its neighbours")
    func powersOfTen() throws {
        for exponent in -320...308 {
            let power = try #require(Double("1e\(exponent)"))
            let expected =
                switch exponent {
                case 0..<21: "1" + String(repeating: "0", count: exponent)
                case -6..<0: "0." + String(repeating: "0", count: -exponent - 1) + "1"
                default: "1e\(exponent < 0 ? "" : "+")\(exponent)"
                }
            #expect(canonicalText(power) == expected)
            for neighbour in [power.nextUp, power.nextDown] {
                #expect(try JSONValue(parsing: canonicalText(neighbour)).double == neighbour)
            }
        }
    }

    @Test("random doubles are written with the fewest digits, the nearest of these, by the C library's account")
    func shortest() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for index in 0..<20_000 {
            let bits = UInt64.random(in: 0...UInt64.max, using: &generator)
            let plain = Double(Int64.random(in: 0...1 << 60, using: &generator)) / 1e9
            let double = index.isMultiple(of: 2) ? plain : Double(bitPattern: bits).magnitude
            guard double.isFinite, double > 0 else { continue }
            let text = canonicalText(double)
            #expect(Double(text) == double, "seed \(seed)")
            let digits = text.prefix { $0 != "e" }.filter(\.isWholeNumber)
                .trimmingPrefix { $0 == "0" }.reversed().trimmingPrefix { $0 == "0" }.reversed()
            let nearest = String(format: "%.\(digits.count - 1)e", double)
            #expect(nearest.prefix { $0 != "e" }.filter(\.isWholeNumber) == String(digits), "seed \(seed): \(text)")
            if digits.count > 1 {
                #expect(Double(String(format: "%.\(digits.count - 2)e", double)) != double, "seed \(seed): \(text)")
            }
        }
    }

    @Test("a value that is not finite is a programming mistake")
    func notFinite() async {
        await #expect(processExitsWith: .failure) { _ = canonicalText(.infinity) }
        await #expect(processExitsWith: .failure) { _ = canonicalText(.nan) }
    }
}
