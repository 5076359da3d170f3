// SPDX-License-Identifier: MIT

extension SealedBox {
    /// 24 bytes that are never used twice with the same key; drawn at random, they are not.
    ///
    /// **Shape:** as text 32 characters of base64url without padding.
    public struct Nonce: Sendable {
        /// The size in bytes.
        public static let byteCount = 24

        let storage: InlineArray<24, UInt8>

        /// The nonce with these bytes.
        ///
        /// - Parameter bytes: 24 fresh random bytes; another number of them is a mistake of the caller's and traps.
        public init(bytes: Span<UInt8>) {
            precondition(bytes.count == Self.byteCount, "a nonce has 24 bytes")
            storage = InlineArray { bytes[$0] }
        }

        /// Reads the text form; allocates nothing.
        ///
        /// - Parameter text: 32 bytes of ASCII.
        /// - Throws: `malformedNonce`.
        public init(base64URL text: Span<UInt8>) throws(SealingError) {
            var bytes = InlineArray<24, UInt8>(repeating: 0)
            var output = bytes.mutableSpan
            do {
                try Base64URL.decode(text, into: &output)
            } catch {
                throw SealingError(.malformedNonce)
            }
            storage = bytes
        }

        /// Reads the text form.
        ///
        /// - Parameter text: 32 characters of ASCII.
        /// - Throws: `malformedNonce`.
        public init(base64URL text: String) throws(SealingError) {
            try self.init(base64URL: text.utf8Span.span)
        }

        /// The text form.
        public var base64URL: String { Base64URL.encode(storage.span) }
    }
}
