// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The types that `type` names.
struct JSONTypeSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONTypeSet(rawValue: 1)
    static let boolean = JSONTypeSet(rawValue: 2)
    /// Any number, a whole one too.
    static let number = JSONTypeSet(rawValue: 4)
    static let integer = JSONTypeSet(rawValue: 8)
    static let string = JSONTypeSet(rawValue: 16)
    static let array = JSONTypeSet(rawValue: 32)
    static let object = JSONTypeSet(rawValue: 64)

    private static let all: [(name: String, type: JSONTypeSet, phrase: String)] = [
        ("null", .null, "null"), ("boolean", .boolean, "true or false"), ("number", .number, "a number"),
        ("integer", .integer, "a whole number"), ("string", .string, "a text"), ("array", .array, "a list"),
        ("object", .object, "an object"),
    ]
}

extension JSONTypeSet {
    /// The type of this name, as JSON Schema has it.
    init?(named name: String) {
        guard let entry = Self.all.first(where: { $0.name == name }) else { return nil }
        self = entry.type
    }

    /// The types, for people.
    var phrase: String {
        Self.all.filter { contains($0.type) }.map(\.phrase).joined(separator: " or ")
    }

    func permits(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .number(let number): contains(.number) || contains(.integer) && number.isWhole
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        }
    }
}

extension JSONNumber {
    /// Whether it has no fraction, which is what JSON Schema calls an integer, however large.
    var isWhole: Bool { double == double.rounded(.towardZero) }

    /// The largest quotient that is judged with a tolerance; for larger ones the tolerance would reach every number.
    private static let largestQuotient = 0x1p40

    /// Whether it is a whole number of times `divisor`, both as the decimals that people write.
    ///
    /// 19.99 is a multiple of 0.01, although their doubles are not: each stands for a decimal that is off by at most
    /// half a unit in the last place, so that the product may be off by two.
    func isMultiple(of divisor: JSONNumber) -> Bool {
        if double.remainder(dividingBy: divisor.double) == 0 { return true }
        let quotient = (double / divisor.double).rounded()
        guard quotient.magnitude <= Self.largestQuotient else { return false }
        let difference = (-double).addingProduct(quotient, divisor.double)
        return difference.magnitude <= 2 * double.ulp
    }
}
