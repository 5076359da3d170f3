// SPDX-License-Identifier: MIT

/// The name of a capability, as in `text.upper`.
///
/// Words of `a`–`z` and `0`–`9`, joined by single `.`, `_` or `-`, at most 64 characters:
/// `^[a-z0-9]+([._-][a-z0-9]+)*$`. Source: PROTOCOL_DESIGN, "Capability descriptors".
public struct CapabilityID: Hashable, Sendable {
    /// The longest id, in characters.
    public static let maximumCharacterCount = 64

    /// The id as text.
    public let text: String

    /// Checks `text`, and returns `nil` when it is no id.
    public init?(_ text: String) {
        guard Self.isValid(text.utf8Span.span) else { return nil }
        self.text = text
    }

    init(checked text: String) {
        self.text = text
    }

    static func isValid(_ text: Span<UInt8>) -> Bool {
        guard text.count <= maximumCharacterCount else { return false }
        var isInWord = false
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                isInWord = true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                guard isInWord else { return false }
                isInWord = false
            default:
                return false
            }
        }
        return isInWord
    }
}

extension CapabilityID: CustomStringConvertible {
    /// The id as text.
    public var description: String { text }
}
