// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport

/// Makes random values, and random texts of them that are not canonical.
struct RandomJSON {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// A value that nests at most `depth` levels.
    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0...(depth > 0 ? 9 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2, 3: return .number(number())
        case 4, 5: return .string(text())
        case 6, 7: return .array((0..<count()).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<count() { object[JSONName(text())] = value(depth: depth - 1) }
            return .object(object)
        }
    }

    /// A number: small integers, decimals, integers about 2^53 and random bits.
    mutating func number() -> JSONNumber {
        let bits = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
        let double: Double
        switch Int.random(in: 0...4, using: &generator) {
        case 0: double = Double(Int.random(in: -1_000...1_000, using: &generator))
        case 1: double = Double(Int.random(in: -1_000_000...1_000_000, using: &generator)) / 1_000
        case 2: double = 0x1p53 + Double(Int.random(in: -8...8, using: &generator))
        default: double = bits
        }
        return JSONNumber(double) ?? 0
    }

    /// A text of characters that any stage may treat differently.
    mutating func text() -> String {
        let alphabet = Array(
            "ab\"\\/\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}\u{80}ée\u{301}€\u{D7FF}\u{E000}\u{FB33}\u{FFFF}😀\u{10FFFF}"
                .unicodeScalars
        )
        let length = Bool.random(using: &generator) ? count() : Int.random(in: 0...40, using: &generator)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<length {
            scalars.append(Bool.random(using: &generator) ? "x" : alphabet.randomElement(using: &generator) ?? "x")
        }
        return String(scalars)
    }

    /// A text that means `value`: members in any order, whitespace, needless escapes.
    mutating func spelling(of value: JSONValue) -> String {
        switch value {
        case .null, .bool: return space() + value.canonicalText + space()
        case .number(let number): return space() + spelling(of: number) + space()
        case .string(let text): return space() + spelling(of: text) + space()
        case .array(let elements):
            return space() + "[" + elements.map { spelling(of: $0) }.joined(separator: ",") + space() + "]" + space()
        case .object(let object):
            let members = object.shuffled(using: &generator).map { name, value in
                space() + spelling(of: name.text) + space() + ":" + spelling(of: value)
            }
            return space() + "{" + members.joined(separator: ",") + space() + "}" + space()
        }
    }

    private mutating func spelling(of number: JSONNumber) -> String {
        let text = number.description
        guard Bool.random(using: &generator) else { return text }
        if text.contains("e") { return text.replacing("e", with: "E") }
        return text.contains(".") ? text + "00" : text + ".0"
    }

    private mutating func spelling(of text: String) -> String {
        let characters = text.unicodeScalars.map { scalar -> String in
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            guard mustEscape || Int.random(in: 0..<4, using: &generator) == 0 else { return String(scalar) }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
        return "\"" + characters.joined() + "\""
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n\t", "\r "].randomElement(using: &generator) ?? ""
    }

    private mutating func count() -> Int {
        Int.random(in: 0...5, using: &generator)
    }
}
