// SPDX-License-Identifier: MIT

/// Why a text is not a DID that this network knows, or a key not one that it accepts.
///
/// No retry helps: the same text is always refused. Source: PROTOCOL_DESIGN, "Identity".
public struct DIDError: Error, Hashable, Sendable {
    /// The kinds of refusal.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case notDIDKey
            case notBase58
            case nonCanonicalText
            case notEd25519
            case wrongLength
            case nonCanonicalKey
            case notOnCurve
            case smallOrder
            case outsidePrimeOrderGroup
        }

        private let kind: Kind

        /// The text does not begin with `did:key:`: another method, or no DID at all.
        public static let notDIDKey = Code(kind: .notDIDKey)
        /// What follows `did:key:` is not multibase base58btc; the message has the offset.
        public static let notBase58 = Code(kind: .notBase58)
        /// It decodes, and the same key has another, shorter text; that one is its DID.
        public static let nonCanonicalText = Code(kind: .nonCanonicalText)
        /// The key is of another kind; the message names it.
        public static let notEd25519 = Code(kind: .notEd25519)
        /// The key, or the whole text, is too short or too long.
        public static let wrongLength = Code(kind: .wrongLength)
        /// The key's number is 2²⁵⁵ − 19 or more, so the same point has another encoding.
        public static let nonCanonicalKey = Code(kind: .nonCanonicalKey)
        /// The key is not a point of the curve.
        public static let notOnCurve = Code(kind: .notOnCurve)
        /// The key is one of the eight points for which anybody can make signatures.
        public static let smallOrder = Code(kind: .smallOrder)
        /// The key is a point with a small-order part: verifiers disagree about its signatures.
        public static let outsidePrimeOrderGroup = Code(kind: .outsidePrimeOrderGroup)

        /// The name of the constant.
        public var description: String { kind.rawValue }
    }

    /// The kind of refusal.
    public let code: Code
    /// One sentence for people, at most 200 bytes.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What a refusal of base58 means for the key in it, whose text begins `prefixByteCount` bytes into a DID.
    init(_ error: BaseEncodingError, prefixByteCount: Int = 0) {
        let place = error.byteOffset + prefixByteCount
        if error.code == .wrongLength {
            self.init(.wrongLength, "no key has a text of \(place) bytes")
        } else {
            self.init(.notBase58, "no base58 digit at byte \(place)")
        }
    }
}

extension DIDError: CustomStringConvertible {
    /// Code and message on one line.
    public var description: String { "\(code): \(message)" }
}
