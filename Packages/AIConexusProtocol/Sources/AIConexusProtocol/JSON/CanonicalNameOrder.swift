// SPDX-License-Identifier: MIT

/// The order of member names in canonical text: by UTF-16 code units (RFC 8785 section 3.2.3), seen on UTF-8 bytes.
enum CanonicalNameOrder {
    private static let backslash = UInt8(ascii: "\\")

    /// Whether the name at `first` sorts strictly before the one at `second`, both canonical strings without quotes.
    static func isAscending(_ first: Range<Int>, _ second: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        let sharedCount = min(first.count, second.count)
        var offset = 0
        while offset < sharedCount {
            let left = bytes[first.lowerBound + offset]
            let right = bytes[second.lowerBound + offset]
            if left != right {
                // The longest escape has six bytes, so one that covers this difference began at most five before it.
                let mayBeInEscape = (first.lowerBound + max(0, offset - 5))...(first.lowerBound + offset)
                if right == backslash || hasBackslash(mayBeInEscape, in: bytes) {
                    return isAscendingDecoded(first, second, in: bytes)
                }
                return comesFirst(left, right)
            }
            offset += 1
        }
        return first.count < second.count
    }

    /// Whether the byte `left` comes before `right` where two UTF-8 texts first differ.
    ///
    /// Plain comparison, except that 0xF0 and above begin a surrogate pair in UTF-16, which sorts below U+E000…U+FFFF
    /// (0xEE, 0xEF).
    static func comesFirst(_ left: UInt8, _ right: UInt8) -> Bool {
        if left >= 0xF0, right == 0xEE || right == 0xEF { return true }
        if right >= 0xF0, left == 0xEE || left == 0xEF { return false }
        return left < right
    }

    private static func hasBackslash(_ range: ClosedRange<Int>, in bytes: Span<UInt8>) -> Bool {
        for index in range where bytes[index] == backslash { return true }
        return false
    }

    private static func isAscendingDecoded(_ first: Range<Int>, _ second: Range<Int>, in bytes: Span<UInt8>) -> Bool {
        var (left, right) = (first.lowerBound, second.lowerBound)
        while left < first.upperBound, right < second.upperBound {
            let leftByte = nextByte(&left, in: bytes)
            let rightByte = nextByte(&right, in: bytes)
            if leftByte != rightByte { return comesFirst(leftByte, rightByte) }
        }
        return left == first.upperBound && right < second.upperBound
    }

    private static func nextByte(_ index: inout Int, in bytes: Span<UInt8>) -> UInt8 {
        if bytes[index] == backslash, let (byte, end) = CanonicalEscape.decode(in: bytes, at: index) {
            index = end
            return byte
        }
        index += 1
        return bytes[index - 1]
    }
}
