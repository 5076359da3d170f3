// SPDX-License-Identifier: MIT

/// Reads one JSON text as I-JSON; what the text is made of stays with the caller, who passes it to every call.
///
/// It recurses once a level of nesting, so that `maximumDepth` bounds the call stack.
/// Source: RFC 8259, RFC 7493, PROTOCOL_DESIGN "Envelope".
struct JSONReader {
    let limits: JSONLimits
    /// The index of the next byte.
    var position = 0
    private var depth = 0
    private var members = MemberStack()
    /// The elements of the arrays that the reader is inside of; those of the innermost one are last.
    private var elements: [JSONValue] = []
    private var valueCount = 0
    private var slowNumberCount = 0

    init(limits: JSONLimits) {
        self.limits = limits
    }

    /// Reads the whole of `bytes` as one value with optional whitespace around it.
    mutating func readText(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maximumByteCount else {
            throw JSONError(.tooManyBytes, at: limits.maximumByteCount, "the text is too long")
        }
        skipWhitespace(bytes)
        let value = try readValue(bytes)
        skipWhitespace(bytes)
        guard position == bytes.count else {
            throw JSONError(.trailingByte, at: position, "nothing but whitespace may follow the value")
        }
        return value
    }

    private mutating func readValue(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        switch try peek(bytes) {
        case UInt8(ascii: "{"): return .object(try readObject(bytes))
        case UInt8(ascii: "["): return .array(try readArray(bytes))
        case UInt8(ascii: "\""): return .string(try readString(bytes))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber(bytes))
        case UInt8(ascii: "t"): return try readLiteral("true", as: .bool(true), bytes)
        case UInt8(ascii: "f"): return try readLiteral("false", as: .bool(false), bytes)
        case UInt8(ascii: "n"): return try readLiteral("null", as: .null, bytes)
        default: throw JSONError(.unexpectedByte, at: position, "a value must begin here")
        }
    }

    // MARK: - Objects and arrays

    private mutating func readObject(_ bytes: Span<UInt8>) throws(JSONError) -> JSONObject {
        try enter()
        let firstMember = members.count
        if try closes(with: UInt8(ascii: "}"), bytes) { return JSONObject() }
        repeat {
            let nameOffset = position
            guard try peek(bytes) == UInt8(ascii: "\"") else {
                throw JSONError(.unexpectedByte, at: position, "a member's name must begin here")
            }
            try countValue()
            let name = JSONName(try readString(bytes))
            skipWhitespace(bytes)
            try expect(UInt8(ascii: ":"), "a colon must follow a member's name", bytes)
            skipWhitespace(bytes)
            members.push(name, try readValue(bytes), at: nameOffset)
        } while try continues(before: UInt8(ascii: "}"), bytes)
        return try members.popObject(from: firstMember)
    }

    private mutating func readArray(_ bytes: Span<UInt8>) throws(JSONError) -> [JSONValue] {
        try enter()
        let firstElement = elements.count
        if try closes(with: UInt8(ascii: "]"), bytes) { return [] }
        repeat {
            try countValue()
            elements.append(try readValue(bytes))
        } while try continues(before: UInt8(ascii: "]"), bytes)
        defer { elements.removeSubrange(firstElement...) }
        return Array(elements[firstElement...])
    }

    /// Steps over the opening bracket.
    private mutating func enter() throws(JSONError) {
        guard depth < limits.maximumDepth else {
            throw JSONError(.tooDeep, at: position, "the text nests too deep")
        }
        depth += 1
        position += 1
    }

    /// Steps over the closing bracket if it comes next, and says whether it did.
    private mutating func closes(with bracket: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        skipWhitespace(bytes)
        guard try peek(bytes) == bracket else { return false }
        depth -= 1
        position += 1
        return true
    }

    /// Steps over a comma and returns `true`, or over the closing bracket and returns `false`.
    private mutating func continues(before bracket: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        if try closes(with: bracket, bytes) { return false }
        try expect(UInt8(ascii: ","), "a comma or a closing bracket must follow", bytes)
        skipWhitespace(bytes)
        return true
    }

    private mutating func countValue() throws(JSONError) {
        guard valueCount < limits.maximumValueCount else {
            throw JSONError(.tooManyValues, at: position, "the text has too many members and elements")
        }
        valueCount += 1
    }

    // MARK: - Numbers and literals

    private mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        let token = try NumberToken(bytes, at: position)
        if token.isSlow {
            guard slowNumberCount < limits.maximumSlowNumberCount else {
                throw JSONError(.tooManySlowNumbers, at: position, "the text has too many numbers of high precision")
            }
            slowNumberCount += 1
        }
        if token.isInteger, !token.isExactInteger, !NumberText.isCanonical(token, in: bytes) {
            throw JSONError(
                .integerNotExact,
                at: position,
                "an integer beyond 2^53 − 1 that no double holds as written"
            )
        }
        guard let number = JSONNumber(NumberText.double(token, in: bytes)) else {
            throw JSONError(.numberNotFinite, at: position, "a number too large for a double")
        }
        position = token.end
        return number
    }

    private mutating func readLiteral(
        _ literal: StaticString,
        as value: JSONValue,
        _ bytes: Span<UInt8>
    ) throws(JSONError) -> JSONValue {
        for byte in literal.description.utf8 {
            try expect(byte, "a value is null, true, false, a number, a string, an array or an object", bytes)
        }
        return value
    }

    // MARK: - Bytes

    /// The next byte.
    func peek(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
        guard position < bytes.count else {
            throw JSONError(.unexpectedEnd, at: bytes.count, "the text ends inside a value")
        }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8, _ rule: String, _ bytes: Span<UInt8>) throws(JSONError) {
        guard try peek(bytes) == byte else { throw JSONError(.unexpectedByte, at: position, rule) }
        position += 1
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): position += 1
            default: return
            }
        }
    }
}
