// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("JSONNumber")
struct JSONNumberTests {
    @Test("what is not finite is no number", arguments: [Double.infinity, -.infinity, .nan, .signalingNaN])
    func notFinite(double: Double) {
        #expect(JSONNumber(double) == nil)
    }

    @Test("negative zero is zero")
    func zero() throws {
        let number = try #require(JSONNumber(-Double.zero))
        #expect(number.double.sign == .plus)
        #expect(number == 0)
        #expect(number.hashValue == JSONNumber(exactly: 0)?.hashValue)
    }

    @Test("an integer is exact up to ±(2^53 − 1)")
    func integers() {
        let limit = JSONNumber.maximumInteger
        #expect(limit == 1 << 53 - 1)
        #expect(JSONNumber(exactly: limit)?.int == limit)
        #expect(JSONNumber(exactly: -limit)?.int == -limit)
        #expect(JSONNumber(exactly: limit + 1) == nil)
        #expect(JSONNumber(exactly: -limit - 1) == nil)
        #expect(JSONNumber(exactly: UInt64.max) == nil)
        #expect(JSONNumber(exactly: UInt8.max)?.int == 255)
    }

    @Test(
        "a fraction or a value beyond ±(2^53 − 1) is no integer",
        arguments: [0.5, -1.000001, 0x1p53, -0x1p53, 1e300, .leastNonzeroMagnitude]
    )
    func notIntegral(double: Double) throws {
        #expect(try #require(JSONNumber(double)).int == nil)
    }

    @Test("literals give numbers, and canonical text describes them")
    func literals() {
        let (integer, fraction): (JSONNumber, JSONNumber) = (-42, 2.5)
        #expect(integer.int == -42)
        #expect(fraction.double == 2.5)
        #expect("\(integer) \(fraction)" == "-42 2.5")
    }

    @Test("a literal that no number holds is a programming mistake")
    func impossibleLiterals() async {
        await #expect(processExitsWith: .failure) { _ = JSONNumber(integerLiteral: 1 << 53) }
        await #expect(processExitsWith: .failure) { _ = JSONNumber(floatLiteral: .infinity) }
    }
}
