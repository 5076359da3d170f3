// SPDX-License-Identifier: MIT

// There is no literal for `null`: `object["a"] = nil` takes a member away and should not be mistaken for it.

extension JSONValue: ExpressibleByBooleanLiteral {
    /// A truth value.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// A number, which must lie within ±(2^53 − 1).
    public init(integerLiteral value: Int) {
        self = .number(JSONNumber(integerLiteral: value))
    }
}

extension JSONValue: ExpressibleByFloatLiteral {
    /// A number, which must be finite.
    public init(floatLiteral value: Double) {
        self = .number(JSONNumber(floatLiteral: value))
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    /// A text.
    public init(stringLiteral text: String) {
        self = .string(text)
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// A list of these elements.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object of these members, whose names must differ.
    public init(dictionaryLiteral members: (JSONName, JSONValue)...) {
        self = .object(JSONObject(uniqueMembers: members))
    }
}
