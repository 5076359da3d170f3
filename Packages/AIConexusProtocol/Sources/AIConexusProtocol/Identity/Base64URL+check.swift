// SPDX-License-Identifier: MIT

extension Base64URL {
    /// How many bytes `text` stands for, or `nil` when it is not base64url without padding; builds nothing.
    static func decodedByteCount(of text: Span<UInt8>) -> Int? {
        let restCount = text.count & 3
        guard restCount != 1 else { return nil }
        for index in text.indices where Base64Alphabet.urlSafe.value(of: text[index]) == Base64Alphabet.noDigit {
            return nil
        }
        if restCount > 0 {
            let unusedBits: UInt32 = restCount == 2 ? 0x0F : 0x03
            guard Base64Alphabet.urlSafe.value(of: text[text.count - 1]) & unusedBits == 0 else { return nil }
        }
        return text.count * 3 / 4
    }
}
