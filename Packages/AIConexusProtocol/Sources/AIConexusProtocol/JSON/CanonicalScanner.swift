// SPDX-License-Identifier: MIT

/// One pass over bytes that accepts exactly the RFC 8785 form of I-JSON and builds nothing.
///
/// It says yes or no. What is wrong with refused bytes, or whether they are well-formed JSON in another form, is the
/// strict reader's question (`JSONValue.init(parsing:)`); the two agree on what is canonical, which the fuzzer checks.
struct CanonicalScanner {
    /// The next byte to look at.
    var position = 0
    private var valueCount = 0
    private var slowNumberCount = 0
    private let limits: JSONLimits

    init(limits: JSONLimits) {
        self.limits = limits
    }

    /// Whether `bytes` are one canonical JSON value and nothing else.
    static func isCanonical(_ bytes: Span<UInt8>, limits: JSONLimits = .standard) -> Bool {
        var scanner = CanonicalScanner(limits: limits)
        return scanner.skipValue(in: bytes, depth: 0) != nil && scanner.position == bytes.count
    }

    /// Passes one value whose container is at `depth` (0: none), or returns `nil` where it stops being canonical.
    mutating func skipValue(in bytes: Span<UInt8>, depth: Int) -> JSONKind? {
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""):
            return skipString(in: bytes) ? .string : nil
        case UInt8(ascii: "{"):
            return skipOpenObject(in: bytes, depth: depth + 1) ? .object : nil
        case UInt8(ascii: "["):
            return skipArray(in: bytes, depth: depth + 1) ? .array : nil
        case UInt8(ascii: "t"):
            return skipLiteral("true", in: bytes) ? .boolean : nil
        case UInt8(ascii: "f"):
            return skipLiteral("false", in: bytes) ? .boolean : nil
        case UInt8(ascii: "n"):
            return skipLiteral("null", in: bytes) ? .null : nil
        default:
            return skipNumber(in: bytes) ? .number : nil
        }
    }

    /// Whether the next value is an object.
    func isAtObject(in bytes: Span<UInt8>) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: "{")
    }

    /// Passes an object at `depth`, or returns false where it stops being canonical.
    ///
    /// `skipValue` is called at the value of each member and passes it, or returns false.
    @inline(__always)
    mutating func skipObject(
        in bytes: Span<UInt8>,
        depth: Int,
        skipValue: (inout CanonicalScanner, CanonicalName) -> Bool
    ) -> Bool {
        guard skip(UInt8(ascii: "{"), in: bytes), depth <= limits.maximumDepth else { return false }
        if skip(UInt8(ascii: "}"), in: bytes) { return true }
        var previous: CanonicalName?
        repeat {
            guard let name = skipName(in: bytes), previous?.precedes(name, in: bytes) ?? true, countValue(),
                skipValue(&self, name)
            else { return false }
            previous = name
        } while skip(UInt8(ascii: ","), in: bytes)
        return skip(UInt8(ascii: "}"), in: bytes)
    }

    private mutating func skipOpenObject(in bytes: Span<UInt8>, depth: Int) -> Bool {
        skipObject(in: bytes, depth: depth) { scanner, _ in scanner.skipValue(in: bytes, depth: depth) != nil }
    }

    private mutating func skipArray(in bytes: Span<UInt8>, depth: Int) -> Bool {
        guard skip(UInt8(ascii: "["), in: bytes), depth <= limits.maximumDepth else { return false }
        if skip(UInt8(ascii: "]"), in: bytes) { return true }
        repeat {
            guard countValue(), skipValue(in: bytes, depth: depth) != nil else { return false }
        } while skip(UInt8(ascii: ","), in: bytes)
        return skip(UInt8(ascii: "]"), in: bytes)
    }

    /// Passes a member's name and colon.
    @inline(__always)
    private mutating func skipName(in bytes: Span<UInt8>) -> CanonicalName? {
        guard skip(UInt8(ascii: "\""), in: bytes) else { return nil }
        let start = position
        let (end, firstWord) = bytes.plainRun(from: start)
        position = end
        let isPlain = skip(UInt8(ascii: "\""), in: bytes)
        guard isPlain || skipRestOfString(in: bytes) else { return nil }
        let name = CanonicalName(start: start, end: position &- 1, firstWord: firstWord, isPlain: isPlain)
        return skip(UInt8(ascii: ":"), in: bytes) ? name : nil
    }

    @inline(__always)
    private mutating func skipString(in bytes: Span<UInt8>) -> Bool {
        guard skip(UInt8(ascii: "\""), in: bytes) else { return false }
        position = bytes.plainRunEnd(from: position)
        return skip(UInt8(ascii: "\""), in: bytes) || skipRestOfString(in: bytes)
    }

    /// Passes a string from an escape or a character beyond ASCII on.
    private mutating func skipRestOfString(in bytes: Span<UInt8>) -> Bool {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return true
            case UInt8(ascii: "\\"):
                guard let end = CanonicalEscape.end(in: bytes, at: position) else { return false }
                position = end
            case 0x80...:
                guard let end = bytes.utf8SequenceEnd(at: position) else { return false }
                position = end
            default:
                return false
            }
            position = bytes.plainRunEnd(from: position)
        }
        return false
    }

    private mutating func skipNumber(in bytes: Span<UInt8>) -> Bool {
        if skipShortInteger(in: bytes) { return true }
        guard let end = NumberText.canonicalEnd(of: bytes, at: position, slowNumbers: &slowNumberCount),
            slowNumberCount <= limits.maximumSlowNumberCount
        else { return false }
        position = end
        return true
    }

    /// Passes a positive integer of at most 15 digits, which is canonical whenever it begins with no zero.
    private mutating func skipShortInteger(in bytes: Span<UInt8>) -> Bool {
        guard bytes[position] &- UInt8(ascii: "1") < 9 else { return false }
        var end = position + 1
        while end < bytes.count, bytes[end] &- UInt8(ascii: "0") < 10 { end += 1 }
        guard end < bytes.count, end - position <= 15 else { return false }
        switch bytes[end] {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
            position = end
            return true
        default:
            return false
        }
    }

    private mutating func skipLiteral(_ literal: StaticString, in bytes: Span<UInt8>) -> Bool {
        let end = position + literal.utf8CodeUnitCount
        guard end <= bytes.count else { return false }
        let matches = literal.withUTF8Buffer { expected in
            for index in 0..<expected.count where unsafe bytes[position + index] != expected[index] { return false }
            return true
        }
        position = end
        return matches
    }

    private mutating func skip(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position &+= 1
        return true
    }

    private mutating func countValue() -> Bool {
        valueCount += 1
        return valueCount <= limits.maximumValueCount
    }
}

extension JSONLimits {
    /// No limit that matters, for a second look at parts of a text that has passed its own limits.
    static let passedBefore = JSONLimits(
        maximumDepth: deepestMaximum,
        maximumByteCount: .max,
        maximumValueCount: .max,
        maximumSlowNumberCount: .max
    )
}
