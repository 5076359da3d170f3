// SPDX-License-Identifier: MIT

/// Where a member's name stands in canonical text, and its first bytes, by which most names are told apart.
struct CanonicalName {
    /// The index of the first byte after the opening quote.
    let start: Int
    /// The index of the closing quote.
    let end: Int
    /// The plain bytes that it begins with, at most eight, the first one lowest, and zeros above them.
    let firstWord: UInt64
    /// Whether all of it is ASCII without escapes.
    let isPlain: Bool

    /// Where the text between the quotes stands.
    var range: Range<Int> { start..<end }

    /// Whether the name sorts strictly before `other`.
    @inline(__always)
    func precedes(_ other: CanonicalName, in bytes: Span<UInt8>) -> Bool {
        if isPlain, other.isPlain, firstWord != other.firstWord {
            // No byte of a name is zero, so a name that is another's beginning comes first.
            return firstWord.byteSwapped < other.firstWord.byteSwapped
        }
        return CanonicalNameOrder.isAscending(range, other.range, in: bytes)
    }
}
