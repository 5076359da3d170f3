// SPDX-License-Identifier: MIT

/// An Ed25519 signature: 64 bytes, of which nothing is known until a key verifies them.
///
/// **Shape:** R and then S, 32 bytes each (RFC 8032 §5.1.6). As text 88 characters of padded standard base64, of which
/// the last two are `=` and the unused bits of the one before are zero, so that a signature has one text.
public struct Signature: Sendable {
    /// The size in bytes.
    public static let byteCount = 64
    /// The length of the text in bytes.
    public static let textByteCount = 88

    let storage: InlineArray<64, UInt8>

    init(_ storage: InlineArray<64, UInt8>) {
        self.storage = storage
    }

    /// The signature with these bytes.
    ///
    /// - Parameter bytes: 64 bytes.
    /// - Throws: `wrongLength`.
    public init(bytes: Span<UInt8>) throws(BaseEncodingError) {
        guard bytes.count == Self.byteCount else { throw BaseEncodingError(.wrongLength, byteOffset: bytes.count) }
        storage = InlineArray { bytes[$0] }
    }

    /// Reads the text form; allocates nothing.
    ///
    /// - Parameter text: 88 bytes of ASCII.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public init(base64 text: Span<UInt8>) throws(BaseEncodingError) {
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        var output = bytes.mutableSpan
        try Base64.decode(text, into: &output)
        storage = bytes
    }

    /// Reads the text form.
    ///
    /// - Parameter text: 88 characters of ASCII.
    /// - Throws: `wrongLength`, `invalidCharacter` or `nonZeroPadding`.
    public init(base64 text: String) throws(BaseEncodingError) {
        try self.init(base64: text.utf8Span.span)
    }

    /// The 64 bytes.
    public var bytes: [UInt8] { storage.indices.map { storage[$0] } }

    /// The text form.
    public var base64: String { Base64.encode(storage.span) }

    /// Appends the text form's 88 bytes.
    ///
    /// - Parameter bytes: receives them.
    public func append(to bytes: inout [UInt8]) {
        Base64.append(storage.span, to: &bytes)
    }
}

extension Signature: Hashable {
    /// Whether all 64 bytes are equal; public data, so the time it takes says nothing.
    public static func == (left: Signature, right: Signature) -> Bool {
        left.storage.span.isEqual(to: right.storage.span)
    }

    /// Feeds all of them, because senders choose them.
    public func hash(into hasher: inout Hasher) {
        for offset in stride(from: 0, to: Self.byteCount, by: 8) { hasher.combine(storage.span.word(at: offset)) }
    }
}

extension Signature: CustomStringConvertible {
    /// The text form.
    public var description: String { base64 }
}
