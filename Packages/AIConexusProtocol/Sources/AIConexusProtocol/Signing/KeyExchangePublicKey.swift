// SPDX-License-Identifier: MIT

/// The public half of a ``KeyExchangeKey``: what an agent publishes as `kex` and a box names as `from_kex` and
/// `to_kex`.
///
/// **Shape:** an X25519 public key of 32 bytes (RFC 7748 §5), as text 43 characters of base64url without padding. Keys
/// of small order can be held; ``SharedKeyCache`` and ``KeyExchangeKey`` refuse to compute with them.
/// Source: PROTOCOL_DESIGN, "Sealed payloads".
public struct KeyExchangePublicKey: Hashable, Sendable {
    /// The size in bytes.
    public static let byteCount = 32

    let storage: Bytes32

    init(_ storage: Bytes32) {
        self.storage = storage
    }

    /// Reads the text form; allocates nothing.
    ///
    /// - Parameter text: 43 bytes of ASCII.
    /// - Throws: `malformedKey`.
    public init(base64URL text: Span<UInt8>) throws(SealingError) {
        var bytes = InlineArray<32, UInt8>(repeating: 0)
        var output = bytes.mutableSpan
        do {
            try Base64URL.decode(text, into: &output)
        } catch {
            throw SealingError(.malformedKey)
        }
        storage = Bytes32(bytes.span)
    }

    /// Reads the text form.
    ///
    /// - Parameter text: 43 characters of ASCII.
    /// - Throws: `malformedKey`.
    public init(base64URL text: String) throws(SealingError) {
        try self.init(base64URL: text.utf8Span.span)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { storage.array }

    /// The text form.
    public var base64URL: String { Base64URL.encode(storage.inlined.span) }
}

extension KeyExchangePublicKey: CustomStringConvertible {
    /// The text form.
    public var description: String { base64URL }
}
