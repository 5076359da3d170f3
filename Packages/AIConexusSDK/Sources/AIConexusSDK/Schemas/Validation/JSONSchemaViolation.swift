// SPDX-License-Identifier: MIT

/// How a value departs from a JSON Schema.
public struct JSONSchemaViolation: Error, Hashable, Sendable {
    /// Where in the value: a pointer (RFC 6901), empty for the whole.
    ///
    /// A member that is missing, or should not be there, is itself the place.
    public let pointer: String
    /// The keyword that is not obeyed, as in `minimum`; `nil` when the check was given up at its limits.
    public let keyword: String?
    /// One sentence for people; holds at most a short piece of the value.
    public let message: String
}

extension JSONSchemaViolation: CustomStringConvertible {
    /// Place and message on one line.
    public var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
