// SPDX-License-Identifier: MIT

/// UTF-8 text in the order of UTF-16 code units, which is that of the members of canonical JSON.
///
/// It is the order of the bytes but for one case: characters above U+FFFF (first byte F0…F4) are surrogate pairs in
/// UTF-16 and come before U+E000…U+FFFF (first byte EE or EF). Bytes from EE on only ever begin a character, so at the
/// first byte that differs the texts can be told apart by the rank of that byte alone.
/// Source: RFC 8785 §3.2.3.
extension Span<UInt8> {
    /// Whether this text comes before `other`.
    func precedesByUTF16(_ other: Span<UInt8>) -> Bool {
        let index = commonPrefixByteCount(with: other)
        guard index < count, index < other.count else { return count < other.count }
        return self[index].rankByUTF16 < other[index].rankByUTF16
    }

    /// A number that grows with the text's first eight bytes.
    ///
    /// When it differs for two texts, it orders them; when it is equal, only the texts can tell.
    var utf16OrderKey: UInt64 {
        guard count < 8 || word(at: 0) & 0x8080_8080_8080_8080 != 0 else { return word(at: 0).byteSwapped }
        var key: UInt64 = 0
        for index in 0..<8 { key = key << 8 | (index < count ? UInt64(self[index].rankByUTF16) : 0) }
        return key
    }
}

extension UInt8 {
    /// The place of a byte of UTF-8 among those that may differ first.
    fileprivate var rankByUTF16: UInt8 {
        switch self {
        case 0xEE, 0xEF: self + 5
        case 0xF0...0xF4: self - 2
        default: self
        }
    }
}
