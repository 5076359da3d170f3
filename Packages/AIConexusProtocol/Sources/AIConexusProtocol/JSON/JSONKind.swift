// SPDX-License-Identifier: MIT

/// The type of a JSON value, as RFC 8259 names them.
enum JSONKind: UInt8, Sendable {
    case null, boolean, number, string, array, object

    /// The word for messages to people, with its article.
    var phrase: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
