// SPDX-License-Identifier: MIT

/// Checks UTF-8 that comes in pieces, and refuses it at the first byte that no text can contain.
///
/// A character may be split over pieces at any byte. Overlong forms, surrogates and values over U+10FFFF are refused.
/// Source: RFC 3629 §4; fail-fast as RFC 6455 §8.1 allows.
struct UTF8Validator: Equatable, Sendable {
    /// Continuation bytes that the character in progress still needs, 0…3.
    private var missing: UInt8 = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Whether the text may end here: no character is in progress.
    var isComplete: Bool { missing == 0 }

    /// Takes more of the text.
    ///
    /// - Returns: `false` as soon as the text cannot become valid; the validator is spent then.
    mutating func isValid(_ bytes: Span<UInt8>) -> Bool {
        var offset = 0
        while offset < bytes.count {
            if missing == 0 {
                offset = bytes.endOfWholeCharacters(from: offset)
                guard offset < bytes.count else { return true }
                guard begin(bytes[offset]) else { return false }
            } else {
                guard continueCharacter(bytes[offset]) else { return false }
            }
            offset += 1
        }
        return true
    }

    private mutating func begin(_ byte: UInt8) -> Bool {
        lowest = 0x80
        highest = 0xBF
        switch byte {
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if byte == 0xE0 { lowest = 0xA0 }  // overlong below
            if byte == 0xED { highest = 0x9F }  // surrogates above
        case 0xF0...0xF4:
            missing = 3
            if byte == 0xF0 { lowest = 0x90 }  // overlong below
            if byte == 0xF4 { highest = 0x8F }  // over U+10FFFF above
        default: return false
        }
        return true
    }

    private mutating func continueCharacter(_ byte: UInt8) -> Bool {
        guard lowest <= byte, byte <= highest else { return false }
        lowest = 0x80
        highest = 0xBF
        missing -= 1
        return true
    }
}

extension Span<UInt8> {
    /// How far valid characters reach that can be judged as a whole.
    ///
    /// What is behind them is wrong, or so near to the end that it must be looked at byte by byte.
    fileprivate func endOfWholeCharacters(from start: Int) -> Int {
        var offset = start
        while offset < count {
            if self[offset] < 0x80 {
                offset = firstNonASCII(from: offset)
            } else {
                let byteCount = wholeCharacterByteCount(at: offset)
                guard byteCount > 0 else { break }
                offset += byteCount
            }
        }
        return offset
    }

    /// The first offset from `start` on whose byte is over 0x7F, or the count.
    private func firstNonASCII(from start: Int) -> Int {
        var offset = start
        while count - offset >= 32 {
            let block = block(at: offset)
            guard (block[0] | block[1] | block[2] | block[3]) & 0x8080_8080_8080_8080 == 0 else { break }
            offset += 32
        }
        while count - offset >= 8, word64(at: offset) & 0x8080_8080_8080_8080 == 0 {
            offset += 8
        }
        while offset < count, self[offset] < 0x80 {
            offset += 1
        }
        return offset
    }

    /// The length of the valid character of two to four bytes at `offset`.
    ///
    /// - Returns: 0 when the bytes must be looked at one by one: what is there is wrong, or the text ends too soon for
    ///   four bytes to be read at once.
    private func wholeCharacterByteCount(at offset: Int) -> Int {
        guard count - offset >= 4 else { return 0 }
        let bytes = word32(at: offset).littleEndian
        let lead = UInt8(truncatingIfNeeded: bytes)
        let second = UInt8(truncatingIfNeeded: bytes >> 8)
        if bytes & 0x0000_C0E0 == 0x0000_80C0 { return lead >= 0xC2 ? 2 : 0 }
        if bytes & 0x00C0_C0F0 == 0x0080_80E0 {
            let isOverlong = lead == 0xE0 && second < 0xA0
            let isSurrogate = lead == 0xED && second > 0x9F
            return isOverlong || isSurrogate ? 0 : 3
        }
        if bytes & 0xC0C0_C0F8 == 0x8080_80F0 {
            let isOverlong = lead == 0xF0 && second < 0x90
            let isTooHigh = lead > 0xF4 || lead == 0xF4 && second > 0x8F
            return isOverlong || isTooHigh ? 0 : 4
        }
        return 0
    }
}
