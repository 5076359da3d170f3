// SPDX-License-Identifier: MIT

/// A JSON value, as I-JSON (RFC 7493) has it.
///
/// It is read from text by `init(parsing:limits:)` and written in canonical form (RFC 8785) by ``canonicalBytes()``.
/// Strings are equal when their UTF-8 bytes are equal; Swift's own `==` on `String` would merge different texts.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A finite number.
    case number(JSONNumber)
    /// A text.
    case string(String)
    /// A list of values.
    case array([JSONValue])
    /// Members by name.
    case object(JSONObject)
}

extension JSONValue {
    /// Whether the value is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value, or `nil` when this is something else.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number's value, or `nil` when this is something else.
    public var double: Double? {
        if case .number(let number) = self { number.double } else { nil }
    }

    /// The number's value, or `nil` when this is something else, has a fraction or lies beyond ±(2^53 − 1).
    public var int: Int? {
        if case .number(let number) = self { number.int } else { nil }
    }

    /// The text, or `nil` when this is something else.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements, or `nil` when this is something else.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The object, or `nil` when this is something else.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }
}

extension JSONValue: Equatable {
    /// Whether both are written as the same canonical bytes.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8Span.span.isEqual(to: right.utf8Span.span)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}
