// SPDX-License-Identifier: MIT

/// No JSON Schema can be derived from a type.
public struct SchemaDerivationError: Error, Hashable, Sendable {
    /// The type's name.
    public let typeName: String
    /// The members that lead to it from the type that was asked about, as in `order.items`; empty for that type itself.
    public let place: String
    /// Why not, and what to do about it; follows "no JSON Schema follows from …:".
    public let reason: String

    init(_ type: Any.Type, at trail: [String], _ reason: String) {
        typeName = "\(type)"
        place = trail.joined(separator: ".")
        self.reason = reason
    }
}

extension SchemaDerivationError: CustomStringConvertible {
    /// All of it on one line.
    public var description: String {
        "no JSON Schema follows from \(typeName)\(place.isEmpty ? "" : ", the type of \(place)"): \(reason)"
    }
}
