// SPDX-License-Identifier: MIT

private import AIConexusProtocol

/// A secret that lets its bearer register, or administer: 32 random bytes as `aicx_` and 43 characters of base64url.
package struct AccessToken: Sendable {
    /// What every token of ours begins with, so that one that leaked can be found.
    private static let prefix = "aicx_"
    /// Longer texts are no tokens of anybody's, in bytes.
    private static let maximumByteCount = 256
    private static let randomByteCount = 32

    /// The secret; for its bearer only.
    package let text: String

    /// A fresh token.
    package init(using generator: inout some RandomNumberGenerator) {
        let bytes = (0..<Self.randomByteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        text = Self.prefix + Base64URL.encode(bytes.span)
    }

    /// The token of an `Authorization` field as in `Bearer aicx_…`, or `nil` when it holds none.
    ///
    /// Tokens that were not made here are taken as well: 1…256 characters of RFC 6750 §2.1.
    package init?(authorization: String?) {
        guard let authorization, let space = authorization.firstIndex(of: " ") else { return nil }
        let text = authorization[authorization.index(after: space)...].drop { $0 == " " }
        guard authorization[..<space].lowercased() == "bearer", (1...Self.maximumByteCount).contains(text.utf8.count),
            text.utf8.allSatisfy(Self.isTokenByte)
        else { return nil }
        self.text = String(text)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~+/=".utf8.contains(byte)
        }
    }
}
