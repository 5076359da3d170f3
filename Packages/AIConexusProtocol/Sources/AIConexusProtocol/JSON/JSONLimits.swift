// SPDX-License-Identifier: MIT

/// What a JSON text may ask of its reader.
///
/// Each limit has its own ``JSONError/Code``. Source: PROTOCOL_DESIGN, "Envelope".
public struct JSONLimits: Hashable, Sendable {
    /// The deepest nesting that any reader may be set to; beyond it the call stack would be the limit.
    public static let deepestMaximum = 512

    /// How deep arrays and objects may nest, 1…512; the outermost one is 1.
    public var maximumDepth: Int {
        didSet { precondition((1...Self.deepestMaximum).contains(maximumDepth), "a depth is 1…512") }
    }
    /// Bytes of text, surrounding whitespace included.
    public var maximumByteCount: Int
    /// Members and elements, counted over the whole text.
    public var maximumValueCount: Int
    /// Numbers whose conversion is costly (a fraction of a microsecond), counted over the whole text.
    ///
    /// These are the numbers with an exponent or more than 15 significant digits, integers within ±(2^53 − 1)
    /// excepted.
    public var maximumSlowNumberCount: Int

    /// Creates limits; each defaults to that of the protocol.
    ///
    /// - Parameters:
    ///   - maximumDepth: levels of nesting, 1…512.
    ///   - maximumByteCount: bytes of text.
    ///   - maximumValueCount: members and elements in total.
    ///   - maximumSlowNumberCount: numbers with an exponent or over 15 significant digits in total.
    public init(
        maximumDepth: Int = 32,
        maximumByteCount: Int = 1_048_576,
        maximumValueCount: Int = 262_144,
        maximumSlowNumberCount: Int = 65_536
    ) {
        precondition((1...Self.deepestMaximum).contains(maximumDepth), "a depth is 1…512")
        self.maximumDepth = maximumDepth
        self.maximumByteCount = maximumByteCount
        self.maximumValueCount = maximumValueCount
        self.maximumSlowNumberCount = maximumSlowNumberCount
    }

    /// Depth 32, 1 MiB, 262 144 members and elements, 65 536 slow numbers.
    public static let standard = JSONLimits()
}
