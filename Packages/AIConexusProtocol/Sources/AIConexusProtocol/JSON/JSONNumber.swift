// SPDX-License-Identifier: MIT

/// A JSON number: a finite double-precision value, as I-JSON has it.
///
/// Negative zero is zero, because canonical JSON writes both as `0`. Source: RFC 7493 §2.2, RFC 8785 §3.2.2.3.
public struct JSONNumber: Hashable, Sendable {
    /// The largest integer up to which every integer is exact, 2^53 − 1.
    public static let maximumInteger = 9_007_199_254_740_991

    /// The value; finite, never negative zero.
    public let double: Double

    /// The number of this value, or `nil` when it is infinite or not a number.
    public init?(_ double: Double) {
        guard double.isFinite else { return nil }
        self.init(finite: double)
    }

    /// The number of this value, or `nil` when it lies beyond ±(2^53 − 1), where doubles no longer hold every integer.
    public init?(exactly integer: some BinaryInteger) {
        guard let value = Int(exactly: integer), (-Self.maximumInteger...Self.maximumInteger).contains(value) else {
            return nil
        }
        self.init(finite: Double(value))
    }

    init(finite double: Double) {
        self.double = double == 0 ? 0 : double
    }

    /// The value as an integer, or `nil` when it has a fraction or lies beyond ±(2^53 − 1).
    public var int: Int? {
        guard double.magnitude <= Double(Self.maximumInteger), double.rounded(.towardZero) == double else { return nil }
        return Int(double)
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// The number of this value, which must lie within ±(2^53 − 1).
    public init(integerLiteral value: Int) {
        precondition((-Self.maximumInteger...Self.maximumInteger).contains(value), "beyond ±(2^53 − 1)")
        self.init(finite: Double(value))
    }

    /// The number of this value, which must be finite.
    public init(floatLiteral value: Double) {
        precondition(value.isFinite, "not a finite number")
        self.init(finite: value)
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as canonical JSON writes it.
    public var description: String {
        var bytes: [UInt8] = []
        NumberText.append(double, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
