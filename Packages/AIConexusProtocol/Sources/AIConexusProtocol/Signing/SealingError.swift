// SPDX-License-Identifier: MIT

/// Why a key for sealed payloads could not be used, or a box not be opened.
///
/// What a peer is told about it is for the message layer to say; see PROTOCOL_DESIGN, "Sealed payloads".
public struct SealingError: Error, Hashable, Sendable {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case malformedKey
            case weakKey
            case malformedNonce
            case doesNotOpen
        }

        private let kind: Kind

        /// A `kex` key's text is not 43 characters of base64url.
        public static let malformedKey = Code(kind: .malformedKey)
        /// A `kex` key with which everybody would share the same secret: a point of small order.
        public static let weakKey = Code(kind: .weakKey)
        /// A nonce's text is not 32 characters of base64url.
        public static let malformedNonce = Code(kind: .malformedNonce)
        /// The box was made with other keys or another nonce, or was changed; which of these cannot be known.
        public static let doesNotOpen = Code(kind: .doesNotOpen)

        /// The name of the constant.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code

    init(_ code: Code) {
        self.code = code
    }
}

extension SealingError: CustomStringConvertible {
    /// The code's name.
    public var description: String { code.description }
}
