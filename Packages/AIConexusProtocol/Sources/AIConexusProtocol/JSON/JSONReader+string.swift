// SPDX-License-Identifier: MIT

extension JSONReader {
    /// Reads the string whose opening quote is at `position`.
    mutating func readString(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        position += 1
        let start = position
        try skipUnescaped(bytes)
        if bytes[position] == UInt8(ascii: "\"") {
            defer { position += 1 }
            return Self.text(bytes.extracting(start..<position))
        }
        var decoded: [UInt8] = []
        var runStart = start
        while bytes[position] != UInt8(ascii: "\"") {
            decoded.append(copying: bytes.extracting(runStart..<position))
            decoded.append(contentsOf: String(try readEscape(bytes)).utf8)
            runStart = position
            try skipUnescaped(bytes)
        }
        decoded.append(copying: bytes.extracting(runStart..<position))
        position += 1
        return Self.text(decoded.span)
    }

    /// Steps over what stands for itself, to the closing quote or to a backslash.
    private mutating func skipUnescaped(_ bytes: Span<UInt8>) throws(JSONError) {
        while true {
            position = bytes.plainRunEnd(from: position)
            let byte = try peek(bytes)
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return
            case 0x80...:
                guard let end = bytes.utf8SequenceEnd(at: position) else {
                    throw JSONError(.invalidUTF8, at: position, "a string is well-formed UTF-8")
                }
                position = end
            default:
                throw JSONError(.controlCharacter, at: position, "a control character must be escaped in a string")
            }
        }
    }

    /// Reads the escape whose backslash is at `position`.
    private mutating func readEscape(_ bytes: Span<UInt8>) throws(JSONError) -> Unicode.Scalar {
        let backslash = position
        position += 1
        let letter = try peek(bytes)
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "u"): return try readCodeUnits(bytes, backslash: backslash)
        default:
            throw JSONError(
                .invalidEscape,
                at: position - 1,
                "an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
            )
        }
    }

    /// Reads the digits of one `\u` escape, or of two that form a surrogate pair.
    private mutating func readCodeUnits(_ bytes: Span<UInt8>, backslash: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try readCodeUnit(bytes)
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, try skip(UInt8(ascii: "\\"), bytes), try skip(UInt8(ascii: "u"), bytes) {
            let second = try readCodeUnit(bytes)
            let pair = 0x10000 + (UInt32(first) & 0x3FF) << 10 + UInt32(second) & 0x3FF
            if 0xDC00...0xDFFF ~= second, let scalar = Unicode.Scalar(pair) { return scalar }
        }
        throw JSONError(.loneSurrogate, at: backslash, "a surrogate is escaped without its other half")
    }

    /// Steps over `byte` if it comes next, and says whether it did.
    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        guard try peek(bytes) == byte else { return false }
        position += 1
        return true
    }

    /// Reads four hexadecimal digits.
    private mutating func readCodeUnit(_ bytes: Span<UInt8>) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit = try peek(bytes)
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: throw JSONError(.invalidEscape, at: position, "four hexadecimal digits must follow \\u")
            }
            unit = unit << 4 | UInt16(value)
            position += 1
        }
        return unit
    }

    /// The text of bytes that were found to be well-formed UTF-8.
    private static func text(_ bytes: Span<UInt8>) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            preconditionFailure("the reader let pass what is not UTF-8")
        }
    }
}
