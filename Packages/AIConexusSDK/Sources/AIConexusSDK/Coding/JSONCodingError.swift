// SPDX-License-Identifier: MIT

/// Why a value cannot be written as JSON, or JSON not be read as a value.
public struct JSONCodingError: Error, Hashable, Sendable {
    /// Where in the JSON text: a pointer (RFC 6901), empty for the whole.
    public var pointer: String
    /// One sentence for people.
    public var message: String

    /// Creates an error.
    public init(_ message: String, pointer: String) {
        self.pointer = pointer
        self.message = message
    }

    init(_ message: String, at path: [any CodingKey]) {
        self.init(message, pointer: path.jsonPointer)
    }

    /// The error that a type's own `Codable` code threw.
    init(_ error: any Error, at path: [any CodingKey] = []) {
        switch error {
        case let error as JSONCodingError: self = error
        case let error as DecodingError: self.init(error)
        case EncodingError.invalidValue(_, let context):
            self.init(context.debugDescription, at: context.codingPath)
        default: self.init("\(error)", at: path)
        }
    }

    private init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            self.init(context.debugDescription, at: context.codingPath)
        case .keyNotFound(let key, let context):
            self.init("'\(key.stringValue)' is missing", at: context.codingPath + [key])
        @unknown default:
            self.init("\(error)", at: [])
        }
    }
}

extension JSONCodingError: CustomStringConvertible {
    /// Place and message on one line.
    public var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}

extension [any CodingKey] {
    /// The path as a JSON pointer (RFC 6901 §3).
    var jsonPointer: String {
        reduce(into: "") { pointer, key in pointer += "/" + key.stringValue.pointerToken }
    }
}

/// A place in a list, or a name that no type declares.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        self.init(intValue)
    }

    /// Where Swift keeps what a superclass encodes.
    static let `super` = JSONKey(stringValue: "super")
}
