// SPDX-License-Identifier: MIT

/// Reads the syntax of a pattern.
///
/// Source: ECMA-262 §22.2.1 with the flag `u`.
struct PatternParser {
    /// How deep groups may nest.
    private static let maximumDepth = 32
    /// The largest number of a repetition that is read as it is; larger ones make the pattern too large anyway.
    private static let largestCount = 1_000_000

    private var scalars: Substring.UnicodeScalarView
    private var depth = 0

    init(_ text: String) {
        scalars = text[...].unicodeScalars
    }

    mutating func parse() throws(Pattern.Fault) -> PatternSyntax {
        let syntax = try alternatives()
        guard scalars.isEmpty else { throw Pattern.Fault(message: "a parenthesis closes that was not opened") }
        return syntax
    }

    // MARK: - Structure

    private mutating func alternatives() throws(Pattern.Fault) -> PatternSyntax {
        var parts = [try sequence()]
        while skip("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func sequence() throws(Pattern.Fault) -> PatternSyntax {
        var parts: [PatternSyntax] = []
        while let first = scalars.first, first != "|", first != ")" {
            // Without parts that stand for nothing, each part adds an instruction at least, and the bound on those is
            // a bound on all work.
            let part = try repeated()
            if !part.isNothing { parts.append(part) }
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func repeated() throws(Pattern.Fault) -> PatternSyntax {
        let isGroup = scalars.first == "("
        let part = try atom()
        guard let (least, most) = try quantifier() else { return part }
        if case .check = part, !isGroup {
            throw Pattern.Fault(message: "a quantifier follows what matches no character")
        }
        // Whether as many or as few as possible makes no difference to whether there is a match.
        _ = skip("?")
        return part.isNothing || most == 0 ? .nothing : .repetition(part, least: least, most: most)
    }

    private mutating func quantifier() throws(Pattern.Fault) -> (least: Int, most: Int?)? {
        if skip("*") { return (0, nil) }
        if skip("+") { return (1, nil) }
        if skip("?") { return (0, 1) }
        guard skip("{") else { return nil }
        guard let least = number() else { throw Pattern.Fault(message: "a number must follow {") }
        var most: Int? = least
        if skip(",") { most = number() }
        guard skip("}") else { throw Pattern.Fault(message: "a quantifier ends with }") }
        if let most, most < least { throw Pattern.Fault(message: "the numbers of a quantifier are out of order") }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = scalars.first?.value, (0x30...0x39).contains(digit) {
            scalars.removeFirst()
            value = min((value ?? 0) * 10 + Int(digit - 0x30), Self.largestCount)
        }
        return value
    }

    private mutating func atom() throws(Pattern.Fault) -> PatternSyntax {
        let first = scalars.removeFirst()
        switch first {
        case "^": return .check(.start)
        case "$": return .check(.end)
        case ".": return .scalar(.dot)
        case "(": return try group()
        case "[": return .scalar(try brackets())
        case "\\":
            if skip("b") { return .check(.wordBoundary) }
            if skip("B") { return .check(.noWordBoundary) }
            return .scalar(try escape(inBrackets: false))
        case "*", "+", "?", "{": throw Pattern.Fault(message: "nothing stands before a quantifier")
        case "]", "}": throw Pattern.Fault(message: "\(first) needs a backslash")
        default: return .scalar(ScalarClass(first))
        }
    }

    private mutating func group() throws(Pattern.Fault) -> PatternSyntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            throw Pattern.Fault(message: "groups nest at most \(Self.maximumDepth) deep")
        }
        if skip("?"), !skip(":") { try skipName() }
        let syntax = try alternatives()
        guard skip(")") else { throw Pattern.Fault(message: "a parenthesis is not closed") }
        return syntax
    }

    /// The rest of `(?<name>`.
    private mutating func skipName() throws(Pattern.Fault) {
        guard skip("<"), let next = scalars.first, next != "=", next != "!", let end = scalars.firstIndex(of: ">")
        else {
            throw Pattern.Fault(message: "lookahead, lookbehind and flags cannot be followed here")
        }
        scalars = scalars[scalars.index(after: end)...]
    }

    // MARK: - Characters

    /// The rest of `[…]`.
    private mutating func brackets() throws(Pattern.Fault) -> ScalarClass {
        var scalarClass = ScalarClass()
        scalarClass.isNegated = skip("^")
        while let first = scalars.popFirst() {
            if first == "]" {
                scalarClass.normalize()
                return scalarClass
            }
            let (lower, members) = try bracketMember(first)
            guard let lower, scalars.first == "-", scalars.dropFirst().first != "]" else {
                scalarClass.insert(members)
                continue
            }
            scalars.removeFirst()
            guard let last = scalars.popFirst() else { break }
            guard let upper = try bracketMember(last).0, lower <= upper else {
                throw Pattern.Fault(message: "a range in brackets is out of order, or no range of characters")
            }
            scalarClass.insert(lower...upper)
        }
        throw Pattern.Fault(message: "a bracket is not closed")
    }

    /// A character in brackets, if it is one, and what it stands for.
    private mutating func bracketMember(
        _ first: Unicode.Scalar
    ) throws(Pattern.Fault) -> (Unicode.Scalar?, ScalarClass) {
        guard first == "\\" else { return (first, ScalarClass(first)) }
        if let scalar = try escapedScalar(inBrackets: true) { return (scalar, ScalarClass(scalar)) }
        return (nil, try escape(inBrackets: true))
    }

    /// What follows a backslash.
    private mutating func escape(inBrackets: Bool) throws(Pattern.Fault) -> ScalarClass {
        if let scalar = try escapedScalar(inBrackets: inBrackets) { return ScalarClass(scalar) }
        switch scalars.popFirst() {
        case "d": return .digit
        case "D": return ScalarClass.digit.inverted
        case "w": return .word
        case "W": return ScalarClass.word.inverted
        case "s": return .space
        case "S": return ScalarClass.space.inverted
        case "p": return try category()
        case "P": return try category().inverted
        case "k", "1", "2", "3", "4", "5", "6", "7", "8", "9":
            throw Pattern.Fault(message: "back references cannot be followed here")
        default: throw Pattern.Fault(message: "an unknown character follows a backslash")
        }
    }

    /// The rest of `\p{…}`.
    private mutating func category() throws(Pattern.Fault) -> ScalarClass {
        guard skip("{"), let end = scalars.firstIndex(of: "}") else {
            throw Pattern.Fault(message: "a category stands in braces, as in \\p{L}")
        }
        let name = String(Substring(scalars[..<end]))
        scalars = scalars[scalars.index(after: end)...]
        guard let category = ScalarClass(category: name) else {
            throw Pattern.Fault(message: "of the properties of characters only general categories are known")
        }
        return category
    }

    /// One character that a backslash and what follows stand for; nothing is read when it stands for several.
    private mutating func escapedScalar(inBrackets: Bool) throws(Pattern.Fault) -> Unicode.Scalar? {
        guard let first = scalars.first else { throw Pattern.Fault(message: "a backslash ends the pattern") }
        let scalar: Unicode.Scalar
        switch first {
        case "t": scalar = "\t"
        case "n": scalar = "\n"
        case "v": scalar = "\u{B}"
        case "f": scalar = "\u{C}"
        case "r": scalar = "\r"
        case "0": scalar = "\0"
        case "b" where inBrackets: scalar = "\u{8}"
        case "-" where inBrackets: scalar = "-"
        case "x", "u", "c":
            scalars.removeFirst()
            return try codePoint(first)
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": scalar = first
        // Not of ECMA-262, but what people write who know other dialects; it can mean nothing else.
        case "-", "@", "_", ":", ",", "#", "%", "&", "'", "\"", "<", ">", "=", "~", "`", ";", "!", " ": scalar = first
        default: return nil
        }
        scalars.removeFirst()
        return scalar
    }

    /// The rest of `\xHH`, `\uHHHH`, `\u{H…}` and `\cX`.
    private mutating func codePoint(_ kind: Unicode.Scalar) throws(Pattern.Fault) -> Unicode.Scalar {
        let value: UInt32?
        switch kind {
        case "c": value = scalars.popFirst().flatMap { $0.properties.isAlphabetic && $0.isASCII ? $0.value % 32 : nil }
        case "x": value = hexadecimal(2)
        default: value = skip("{") ? braced() : surrogatesJoined(hexadecimal(4))
        }
        guard let scalar = value.flatMap(Unicode.Scalar.init) else {
            throw Pattern.Fault(message: "a character's number is incomplete, or there is no such character")
        }
        return scalar
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        let digits = String(Substring(scalars.prefix(count)))
        guard digits.utf8.count == count, digits.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit) else {
            return nil
        }
        scalars.removeFirst(count)
        return UInt32(digits, radix: 16)
    }

    private mutating func braced() -> UInt32? {
        guard let end = scalars.firstIndex(of: "}") else { return nil }
        let digits = String(Substring(scalars[..<end]))
        scalars = scalars[scalars.index(after: end)...]
        return digits.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit) ? UInt32(digits, radix: 16) : nil
    }

    /// The character of two surrogates, where the first was read and the second follows.
    private mutating func surrogatesJoined(_ high: UInt32?) -> UInt32? {
        guard let high, (0xD800...0xDBFF).contains(high) else { return high }
        guard skip("\\"), skip("u"), let low = hexadecimal(4), (0xDC00...0xDFFF).contains(low) else { return nil }
        return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard scalars.first == scalar else { return false }
        scalars.removeFirst()
        return true
    }
}
