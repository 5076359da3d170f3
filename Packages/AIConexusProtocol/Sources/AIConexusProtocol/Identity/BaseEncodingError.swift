// SPDX-License-Identifier: MIT

/// Why a text is not base58, base64 or base64url of what was expected.
public struct BaseEncodingError: Error, Hashable, Sendable {
    /// The kinds of refusal.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case wrongLength
            case invalidCharacter
            case nonZeroPadding
        }

        private let kind: Kind

        /// The text has a length that no value, or no value of the expected size, has.
        public static let wrongLength = Code(kind: .wrongLength)
        /// A character is not in the alphabet, or a padding sign is missing or misplaced; see
        /// ``BaseEncodingError/byteOffset``.
        public static let invalidCharacter = Code(kind: .invalidCharacter)
        /// The last character carries bits that belong to no byte and are not zero, so the same bytes have another
        /// text.
        public static let nonZeroPadding = Code(kind: .nonZeroPadding)

        /// The name of the constant.
        public var description: String { kind.rawValue }
    }

    /// The kind of refusal.
    public let code: Code
    /// The first byte at fault, 0-based; for a wrong length the number of bytes there were.
    public let byteOffset: Int

    package init(_ code: Code, byteOffset: Int) {
        self.code = code
        self.byteOffset = byteOffset
    }
}

extension BaseEncodingError: CustomStringConvertible {
    /// The reason on one line, without any of the text.
    public var description: String {
        code == .wrongLength ? "\(code): \(byteOffset) bytes" : "\(code) at byte \(byteOffset)"
    }
}
