// SPDX-License-Identifier: MIT

/// Reads tokens, quoted strings and separators of a header field's value, skipping white space between them.
///
/// Source: RFC 9110 §5.6.
struct HTTPFieldReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ value: String) {
        bytes = Array(value.utf8)
        skipSpace()
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Takes `separator` if it is next.
    mutating func take(_ separator: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: separator) else { return false }
        position += 1
        skipSpace()
        return true
    }

    /// Whether a list has nothing between here and the next comma or its end (RFC 9110 §5.6.1).
    mutating func skipEmptyElement() -> Bool {
        position == bytes.count || bytes[position] == UInt8(ascii: ",")
    }

    /// Takes a token, one character at least.
    mutating func token() -> String? {
        let start = position
        while position < bytes.count, HTTPCharacter.isToken(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        defer { skipSpace() }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Takes a quoted string whose content is a token.
    mutating func quotedToken() -> String? {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
        var content: [UInt8] = []
        var offset = position + 1
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            if bytes[offset] == UInt8(ascii: "\\") { offset += 1 }
            guard offset < bytes.count, HTTPCharacter.isToken(bytes[offset]) else { return nil }
            content.append(bytes[offset])
            offset += 1
        }
        guard offset < bytes.count, !content.isEmpty else { return nil }
        position = offset + 1
        skipSpace()
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.count, HTTPCharacter.isSpace(bytes[position]) { position += 1 }
    }
}
