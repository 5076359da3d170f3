// SPDX-License-Identifier: MIT

private import CSodium

/// The SHA-256 of a token: enough to recognise it, not enough to show it.
package struct TokenHash: Sendable {
    private static let byteCount = 32

    private let bytes: [UInt8]

    /// The hash of a token.
    package init(of token: String) {
        bytes = [UInt8](capacity: Self.byteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { hash, count in
                guard let start = hash.baseAddress else { preconditionFailure("room for a hash was asked for") }
                unsafe token.utf8Span.span.withUnsafeBufferPointer { text in
                    // Fails for no input; needs no start of the library, as it draws no random bytes.
                    unsafe _ = crypto_hash_sha256(start, text.baseAddress, UInt64(text.count))
                }
                count = Self.byteCount
            }
        }
    }

    /// The hash written as `text`, 64 lower-case hexadecimal digits, or `nil`.
    package init?(_ text: some StringProtocol) {
        let digits = text.utf8.compactMap(Self.value)
        guard digits.count == 2 * Self.byteCount, text.utf8.count == digits.count else { return nil }
        bytes = (0..<Self.byteCount).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    }

    /// Whether both are the same, in a time that does not depend on where they differ.
    package func matches(_ other: TokenHash) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { left in
            unsafe other.bytes.withUnsafeBufferPointer { right in
                unsafe sodium_memcmp(left.baseAddress, right.baseAddress, Self.byteCount) == 0
            }
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension TokenHash: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
