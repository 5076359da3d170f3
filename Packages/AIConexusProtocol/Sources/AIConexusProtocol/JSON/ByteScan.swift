// SPDX-License-Identifier: MIT

/// Arithmetic on eight bytes at once: the high bit of each byte of a result marks a byte that was found.
///
/// Marks above the lowest one may be false (a borrow runs upwards), so only the lowest is ever used.
/// Source: Sean Eron Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
private enum WordScan {
    static let lowBits: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks quotes, backslashes and bytes below 0x20.
    @inline(__always)
    static func escaped(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (lowBits &* 0x22)
        let backslashes = word ^ (lowBits &* 0x5C)
        return
            ((quotes &- lowBits) & ~quotes | (backslashes &- lowBits) & ~backslashes
            | (word &- lowBits &* 0x20) & ~word) & highBits
    }

    /// Marks what ``escaped(_:)`` marks, and bytes above 0x7F.
    @inline(__always)
    static func notPlain(_ word: UInt64) -> UInt64 {
        escaped(word) | word & highBits
    }

    /// The bits of the bytes below the lowest mark.
    @inline(__always)
    static func bitsBelow(_ marks: UInt64) -> UInt64 {
        ((marks & (0 &- marks)) >> 7) &- 1
    }

    /// The position of the lowest mark, 0…7.
    @inline(__always)
    static func firstByte(_ marks: UInt64) -> Int {
        marks.trailingZeroBitCount / 8
    }
}

extension Span<UInt8> {
    /// Where a run of printable ASCII without quote and backslash ends.
    ///
    /// - Parameter start: 0…`count`.
    /// - Returns: the first index from `start` on that holds a quote, a backslash, a byte below 0x20 or one above
    ///   0x7F; `count` when there is none.
    @inline(__always)
    func plainRunEnd(from start: Int) -> Int {
        var index = start
        while hasWord(at: index) {
            let marks = WordScan.notPlain(word(at: index))
            guard marks == 0 else { return index &+ WordScan.firstByte(marks) }
            index &+= 8
        }
        return shortPlainRunEnd(from: index)
    }

    /// Where such a run ends, and its first eight bytes, the first one lowest, with zeros after a shorter run.
    @inline(__always)
    func plainRun(from start: Int) -> (end: Int, firstWord: UInt64) {
        guard hasWord(at: start) else {
            let end = shortPlainRunEnd(from: start)
            return (end, shortWord(in: start..<end))
        }
        let word = word(at: start)
        let marks = WordScan.notPlain(word)
        if marks == 0 { return (plainRunEnd(from: start &+ 8), word) }
        return (start &+ WordScan.firstByte(marks), word & WordScan.bitsBelow(marks))
    }

    /// The same near the end of the text, where no whole word can be loaded.
    @inline(never)
    private func shortPlainRunEnd(from start: Int) -> Int {
        var index = start
        while index < count, self[index].isPlain { index += 1 }
        return index
    }

    /// Where a run of bytes ends that canonical JSON writes as they are.
    ///
    /// - Parameter start: 0…`count`.
    /// - Returns: the first index from `start` on that holds a quote, a backslash or a byte below 0x20; `count` when
    ///   there is none.
    @inline(__always)
    func unescapedRunEnd(from start: Int) -> Int {
        var index = start
        while hasWord(at: index) {
            let marks = WordScan.escaped(word(at: index))
            guard marks == 0 else { return index + WordScan.firstByte(marks) }
            index &+= 8
        }
        while index < count, self[index].isPlain || self[index] >= 0x80 { index += 1 }
        return index
    }

    /// Where the UTF-8 sequence of one character ends.
    ///
    /// Refuses overlong forms, surrogates and what lies above U+10FFFF.
    /// Source: The Unicode Standard, table 3-7, "Well-formed UTF-8 byte sequences".
    ///
    /// - Parameter start: the index of the first byte, 0…`count` − 1.
    /// - Returns: the index after the last byte, or `nil` when no well-formed sequence begins at `start`.
    func utf8SequenceEnd(at start: Int) -> Int? {
        let first = self[start]
        let byteCount: Int
        var secondByte: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0x00...0x7F: return start + 1
        case 0xC2...0xDF: byteCount = 2
        case 0xE0...0xEF:
            byteCount = 3
            if first == 0xE0 { secondByte = 0xA0...0xBF }
            if first == 0xED { secondByte = 0x80...0x9F }
        case 0xF0...0xF4:
            byteCount = 4
            if first == 0xF0 { secondByte = 0x90...0xBF }
            if first == 0xF4 { secondByte = 0x80...0x8F }
        default: return nil
        }
        guard start + byteCount <= count, secondByte.contains(self[start + 1]) else { return nil }
        for index in start + 2..<start + byteCount where self[index] & 0xC0 != 0x80 { return nil }
        return start + byteCount
    }
}

extension UInt8 {
    /// Whether the byte is printable ASCII or DEL, and neither quote nor backslash.
    @inline(__always)
    fileprivate var isPlain: Bool {
        self >= 0x20 && self < 0x80 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}
