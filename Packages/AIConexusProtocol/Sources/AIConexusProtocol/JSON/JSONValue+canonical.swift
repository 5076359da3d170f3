// SPDX-License-Identifier: MIT

/// Room for a typical envelope, so that writing one seldom grows its buffer.
private let usualByteCount = 1_024

extension JSONValue {
    /// The value as canonical JSON, in UTF-8.
    ///
    /// Source: RFC 8785.
    public func canonicalBytes() -> [UInt8] {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(usualByteCount)
        appendCanonical(to: &buffer)
        return buffer
    }

    /// The value as canonical JSON.
    public var canonicalText: String { String(decoding: canonicalBytes(), as: UTF8.self) }

    /// Appends the value as canonical JSON.
    public func appendCanonical(to buffer: inout [UInt8]) {
        switch self {
        case .null: buffer.append(contentsOf: "null".utf8)
        case .bool(let value): buffer.append(contentsOf: value ? "true".utf8 : "false".utf8)
        case .number(let number): NumberText.append(number.double, to: &buffer)
        case .string(let text): StringText.append(text, to: &buffer)
        case .array(let elements): Self.append(elements, to: &buffer)
        case .object(let object): object.appendCanonical(to: &buffer)
        }
    }

    private static func append(_ elements: [JSONValue], to buffer: inout [UInt8]) {
        var separator = UInt8(ascii: "[")
        for element in elements {
            buffer.append(separator)
            element.appendCanonical(to: &buffer)
            separator = UInt8(ascii: ",")
        }
        if elements.isEmpty { buffer.append(separator) }
        buffer.append(UInt8(ascii: "]"))
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as canonical JSON.
    public var description: String { canonicalText }
}

extension JSONObject {
    /// The object as canonical JSON, in UTF-8.
    ///
    /// Source: RFC 8785.
    public func canonicalBytes() -> [UInt8] {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(usualByteCount)
        appendCanonical(to: &buffer)
        return buffer
    }

    /// The object as canonical JSON.
    public var canonicalText: String { String(decoding: canonicalBytes(), as: UTF8.self) }

    /// Appends the object as canonical JSON.
    public func appendCanonical(to buffer: inout [UInt8]) {
        var separator = UInt8(ascii: "{")
        for member in self {
            buffer.append(separator)
            StringText.append(member.name.text, to: &buffer)
            buffer.append(UInt8(ascii: ":"))
            member.value.appendCanonical(to: &buffer)
            separator = UInt8(ascii: ",")
        }
        if isEmpty { buffer.append(separator) }
        buffer.append(UInt8(ascii: "}"))
    }
}

extension JSONObject: CustomStringConvertible {
    /// The object as canonical JSON.
    public var description: String { canonicalText }
}
