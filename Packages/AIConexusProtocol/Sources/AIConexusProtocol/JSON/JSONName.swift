// SPDX-License-Identifier: MIT

/// The name of a member of a JSON object.
///
/// Two names are equal when their UTF-8 bytes are equal. Swift's `String` compares by canonical equivalence instead:
/// to it, `é` as one character and `é` as `e` with an accent are the same, while to JSON they are two members.
/// Names are ordered by UTF-16 code units, as canonical JSON writes them. Source: RFC 8785 §3.2.3.
public struct JSONName: Hashable, Sendable {
    /// The name as text.
    public let text: String

    /// The name with this text.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether both names have the same UTF-8 bytes.
    public static func == (left: JSONName, right: JSONName) -> Bool {
        left.text.utf8Span.span.isEqual(to: right.text.utf8Span.span)
    }

    /// Feeds the UTF-8 bytes to the hasher.
    public func hash(into hasher: inout Hasher) {
        let bytes = text.utf8Span.span
        hasher.combine(bytes.count)
        var index = 0
        while index + 8 <= bytes.count {
            hasher.combine(bytes.word(at: index))
            index += 8
        }
        while index < bytes.count {
            hasher.combine(bytes[index])
            index += 1
        }
    }
}

extension JSONName: Comparable {
    /// Whether `left` comes first in canonical JSON.
    public static func < (left: JSONName, right: JSONName) -> Bool {
        left.text.utf8Span.span.precedesByUTF16(right.text.utf8Span.span)
    }
}

extension JSONName: ExpressibleByStringLiteral {
    /// The name with this text.
    public init(stringLiteral text: String) {
        self.text = text
    }
}

extension JSONName: CustomStringConvertible {
    /// The text.
    public var description: String { text }
}
