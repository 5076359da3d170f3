// SPDX-License-Identifier: MIT

@testable import AIConexusSDK

/// Whatever schema and value come, in a list: the check ends, and within other schemas it comes to the same result.
func fuzz(_ bytes: [UInt8]) {
    guard let pair = (try? JSONValue(parsing: bytes.span))?.array, pair.count == 2,
        let first = verdict(pair[0], pair[1])
    else { return }
    // References and what was evaluated before mean something else within other schemas.
    let text = pair[0].canonicalText
    guard !text.contains("$"), !text.contains("unevaluated") else { return }
    let others: [JSONValue] = [["allOf": [true, pair[0]]], ["not": ["not": pair[0]]], ["oneOf": [false, pair[0]]]]
    for other in others {
        guard let again = verdict(other, pair[1]) else { continue }
        require(again == first, "the verdict was \(first), and \(again) within other schemas")
    }
}

/// Whether a value fits; `nil` when the schema cannot be used or the check was given up.
private func verdict(_ schema: JSONValue, _ value: JSONValue) -> Bool? {
    guard let validator = try? JSONSchemaValidator(schema) else { return nil }
    do throws(JSONSchemaViolation) {
        try validator.validate(value)
        return true
    } catch {
        require(error.message.utf8.count < 1_000, "a message of \(error.message.utf8.count) bytes")
        return error.keyword == nil ? nil : false
    }
}
