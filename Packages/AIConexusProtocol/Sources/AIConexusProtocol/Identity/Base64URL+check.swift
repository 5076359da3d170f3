// SPDX-License-Identifier: MIT

extension Base64URL {
    /// How many bytes `text` stands for, or `nil` when it is not base64url without padding; builds nothing.
    static func decodedByteCount(of text: Span<UInt8>) -> Int? {
        Base64Alphabet.urlSafe.decodedByteCount(of: text)
    }
}
