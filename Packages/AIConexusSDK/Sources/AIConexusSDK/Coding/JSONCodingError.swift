// SPDX-License-Identifier: MIT

/// Why a value cannot be written as JSON, or JSON not be read as a value.
public struct JSONCodingError: Error, Hashable, Sendable {
    /// The longest sentence, in bytes: what a peer sent may be part of it.
    private static let messageByteCount = 500

    /// Where in the JSON text: a pointer (RFC 6901), empty for the whole; long names in it are cut.
    public let pointer: String
    /// One sentence for people, at most 500 bytes and a `…`.
    public let message: String

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - message: one sentence for people, which is cut after 500 bytes.
    ///   - pointer: where in the JSON text.
    public init(_ message: String, pointer: String) {
        self.pointer = pointer
        self.message = message.cut(to: Self.messageByteCount)
    }

    init(_ message: String, at path: [any CodingKey]) {
        self.init(message, pointer: path.jsonPointer)
    }

    /// What a coder, or a type's own `Codable` code, threw.
    ///
    /// - Parameters:
    ///   - error: what was thrown.
    ///   - path: the place that was being worked on, for an error that does not know its own.
    init(_ error: any Error, at path: [any CodingKey]) {
        switch error {
        case let error as JSONCodingError: self = error
        case DecodingError.keyNotFound(let key, let context):
            self.init("'\(key.stringValue.shortened)' is missing", at: context.codingPath + [key])
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            self.init(context.debugDescription, at: context.codingPath)
        case EncodingError.invalidValue(_, let context):
            self.init(context.debugDescription, at: context.codingPath)
        default: self.init("\(error)", at: path)
        }
    }
}

extension JSONCodingError: CustomStringConvertible {
    /// Place and message on one line.
    public var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
