// SPDX-License-Identifier: MIT

/// Why a JSON Schema cannot be used to check values.
public struct JSONSchemaError: Error, Hashable, Sendable {
    /// Where in the schema: a pointer (RFC 6901), empty for the whole.
    public let pointer: String
    /// One sentence for people.
    public let message: String

    init(_ message: String, at pointer: String) {
        self.pointer = pointer
        self.message = message
    }
}

extension JSONSchemaError: CustomStringConvertible {
    /// Place and message on one line.
    public var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
