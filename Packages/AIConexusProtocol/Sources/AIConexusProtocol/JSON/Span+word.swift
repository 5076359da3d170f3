// SPDX-License-Identifier: MIT

extension Span<UInt8> {
    /// The eight bytes that begin at `offset`, the first one in the lowest bits.
    ///
    /// Traps when fewer than eight bytes are left: the load checks its bounds.
    ///
    /// - Parameter offset: 0…`count` − 8.
    /// - Returns: the bytes as one little-endian number.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        // Unsafe only in that it could build an invalid value of a type; every bit pattern is a UInt64.
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Whether eight bytes begin at `offset`.
    ///
    /// In the very terms in which ``word(at:)`` checks its bounds, so that after this test they are not checked again.
    @inline(__always)
    func hasWord(at offset: Int) -> Bool {
        UInt(bitPattern: offset) <= UInt(bitPattern: count) && count &- offset >= 8
    }

    /// The bytes at `range`, at most eight, the first one in the lowest bits, and zeros above them.
    @inline(never)
    func shortWord(in range: Range<Int>) -> UInt64 {
        var word: UInt64 = 0
        for index in range.reversed() { word = word << 8 | UInt64(self[index]) }
        return word
    }

    /// Whether both hold the same bytes.
    func isEqual(to other: Span<UInt8>) -> Bool {
        count == other.count && commonPrefixByteCount(with: other) == count
    }

    /// How many bytes at the beginning are the same in both.
    func commonPrefixByteCount(with other: Span<UInt8>) -> Int {
        let limit = Swift.min(count, other.count)
        var index = 0
        while index + 8 <= limit {
            let difference = word(at: index) ^ other.word(at: index)
            guard difference == 0 else { return index + difference.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit, self[index] == other[index] { index += 1 }
        return index
    }
}
