// SPDX-License-Identifier: MIT

/// 32 random bytes that prove freshness in a registration, written as 43 characters of base64url without padding.
///
/// Source: PROTOCOL_DESIGN, "Registration".
public struct Nonce: Hashable, Sendable {
    /// How many bytes a nonce has.
    public static let byteCount = 32

    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Creates a nonce from 32 bytes, or returns `nil` when there are more or fewer.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Creates a nonce from a source fit for secrets.
    public static func random(using generator: inout some RandomNumberGenerator) -> Nonce {
        Nonce(unchecked: (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// Reads the 43 characters, or returns `nil` when `text` is anything else.
    public init?(_ text: String) {
        // Which character is wrong does not matter here, so the reason is dropped.
        guard let bytes = try? Base64URL.decode(text.utf8Span.span) else { return nil }
        self.init(bytes: bytes)
    }

    /// Reads a text that the schema has seen.
    init(checked text: String) {
        guard let nonce = Nonce(text) else { preconditionFailure("the schema let a malformed nonce pass") }
        self = nonce
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Nonce: CustomStringConvertible {
    /// The 43 characters.
    public var description: String { Base64URL.encode(bytes.span) }
}
