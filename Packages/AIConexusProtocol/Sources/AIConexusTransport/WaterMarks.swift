// SPDX-License-Identifier: MIT

/// The amounts of pending output between which a channel reports that it is filled and drained again.
public struct WaterMarks: Hashable, Sendable {
    /// Over this many pending bytes the channel counts as filled.
    public var high: Int
    /// At this many pending bytes, or fewer, a filled channel counts as drained.
    public var low: Int

    /// Creates a pair of marks.
    ///
    /// - Parameters:
    ///   - high: bytes, at least `low`; 1 MiB by default.
    ///   - low: bytes, at least 0; 256 KiB by default.
    public init(high: Int = 1 << 20, low: Int = 256 << 10) {
        precondition(low >= 0 && high >= low, "water marks need 0 ≤ low ≤ high")
        self.high = high
        self.low = low
    }
}
