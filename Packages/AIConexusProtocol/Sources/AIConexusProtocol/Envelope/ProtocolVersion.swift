// SPDX-License-Identifier: MIT

/// The `version` of a message: `major.minor` in decimal, without leading zeros, each 0…65 535.
///
/// The same major is understood; within it, a minor above 0 may bring payload members and codes that 1.0 does not know.
/// Source: PROTOCOL_DESIGN, "Envelope".
public struct ProtocolVersion: Hashable, Sendable {
    /// The part that must be equal.
    public let major: UInt16
    /// The part that may differ.
    public let minor: UInt16

    /// The version of this library, 1.0.
    public static let current = ProtocolVersion(major: 1, minor: 0)

    /// Creates a version.
    public init(major: UInt16, minor: UInt16) {
        self.major = major
        self.minor = minor
    }

    /// Reads the bytes of `major.minor`, or returns `nil` when `text` is anything else.
    public init?(decoding text: Span<UInt8>) {
        var numbers = (major: 0, minor: 0)
        var digitCount = 0
        var isMinor = false
        for index in text.indices {
            if text[index] == UInt8(ascii: "."), !isMinor, digitCount > 0 {
                (numbers.major, isMinor, digitCount) = (numbers.minor, true, 0)
                numbers.minor = 0
                continue
            }
            let digit = text[index] &- UInt8(ascii: "0")
            let isLeadingZero = digitCount > 0 && numbers.minor == 0
            guard digit < 10, !isLeadingZero else { return nil }
            numbers.minor = numbers.minor * 10 + Int(digit)
            digitCount += 1
            guard numbers.minor <= Int(UInt16.max) else { return nil }
        }
        guard isMinor, digitCount > 0 else { return nil }
        self.init(major: UInt16(numbers.major), minor: UInt16(numbers.minor))
    }

    /// Whether a peer may send what this library does not know and must overlook.
    public var toleratesUnknownMembers: Bool { major == Self.current.major && minor > Self.current.minor }
}

extension ProtocolVersion: CustomStringConvertible {
    /// The text, as in `1.0`.
    public var description: String { "\(major).\(minor)" }
}
