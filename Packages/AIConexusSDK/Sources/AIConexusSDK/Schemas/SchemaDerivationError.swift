// SPDX-License-Identifier: MIT

/// No JSON Schema can be derived from a type.
struct SchemaDerivationError: Error, Hashable {
    /// One sentence that names the type.
    var message: String

    static func undescribable(_ type: Any.Type, _ reason: String) -> SchemaDerivationError {
        SchemaDerivationError(message: "no JSON Schema follows from \(type): \(reason); conform it to CapabilitySchema")
    }
}
