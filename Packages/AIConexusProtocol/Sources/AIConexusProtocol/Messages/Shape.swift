// SPDX-License-Identifier: MIT

/// What a member's value must be, beyond its JSON type.
///
/// Trivial on purpose: checking a payload copies shapes about, and must not count references.
enum Shape: Sendable {
    /// Any JSON value, null included.
    case value
    /// An object whose members are the agents' own business.
    case openObject
    /// A string of at most so many Unicode scalars.
    case string(maximumCharacterCount: Int)
    /// An array of strings.
    case strings
    case boolean
    /// An integer, 0…2^53 − 1.
    case integer
    /// An integer, 1…2^53 − 1.
    case positiveInteger
    /// A number, 0 or more.
    case nonNegativeNumber
    /// A number, 0…1.
    case unitInterval
    /// A UUID in lower case.
    case uuid
    /// An RFC 3339 moment in UTC.
    case timestamp
    /// base64url without padding of exactly so many bytes.
    case base64URL(byteCount: Int)
    /// base64url without padding of at least so many bytes.
    case base64URLAtLeast(byteCount: Int)
    /// base58btc of 32 bytes.
    case publicKey
    /// A capability's id.
    case capabilityID
    /// A decimal number as text, as in `0.50`.
    case decimal
    /// One of a few words.
    case word(WordSet)
    /// A closed object.
    case object(ClosedObject)
    /// An array of at most so many closed objects.
    case objects(ClosedObject, maximumCount: Int)

    /// A string of any length that the message's size allows.
    static let string = Shape.string(maximumCharacterCount: .max)
}

/// The closed sets of words that members may hold.
enum WordSet: Sendable {
    case errorCode, intentStatus, responseStatus, semantics

    /// Whether a peer of a later minor version may use words that 1.0 does not know.
    var isExtensible: Bool { self == .errorCode }

    var words: [String] {
        switch self {
        case .errorCode: ErrorCode.allCases.map(\.wireName)
        case .intentStatus: Intent.Status.allCases.map(\.rawValue)
        case .responseStatus: ExecResponse.Status.allCases.map(\.rawValue)
        case .semantics: CapabilityDescriptor.Semantics.allCases.map(\.rawValue)
        }
    }

    var expectation: String {
        switch self {
        case .errorCode: "an error code of version 1.0"
        default: "one of \(words.joined(separator: ", "))"
        }
    }
}

extension Shape {
    /// The shape in words, for error messages.
    var expectation: String {
        switch self {
        case .value: "any JSON value"
        case .openObject, .object: "an object"
        case .string(let count): count == .max ? "a string" : "a string of at most \(count) characters"
        case .strings: "an array of strings"
        case .boolean: "a boolean"
        case .integer: "an integer from 0 to 9007199254740991"
        case .positiveInteger: "an integer from 1 to 9007199254740991"
        case .nonNegativeNumber: "a number, 0 or more"
        case .unitInterval: "a number from 0 to 1"
        case .uuid: "a UUID in lower case with hyphens"
        case .timestamp: "an RFC 3339 time in UTC, as in 2026-11-21T10:15:30.250Z"
        case .base64URL(let count): "base64url without padding of \(count) bytes"
        case .base64URLAtLeast(let count): "base64url without padding of at least \(count) bytes"
        case .publicKey: "base58btc of the 32 bytes of a public key"
        case .capabilityID: "a capability id: words of a-z and 0-9 joined by . _ or -, at most 64 characters"
        case .decimal: "a decimal number as text, as in \"0.50\""
        case .word(let set): set.expectation
        case .objects(_, let count): "an array of at most \(count) objects"
        }
    }

    /// The JSON type that the value must have, `nil` when any will do.
    var kind: JSONKind? {
        switch self {
        case .value: nil
        case .openObject, .object: .object
        case .strings, .objects: .array
        case .boolean: .boolean
        case .integer, .positiveInteger, .nonNegativeNumber, .unitInterval: .number
        default: .string
        }
    }
}
