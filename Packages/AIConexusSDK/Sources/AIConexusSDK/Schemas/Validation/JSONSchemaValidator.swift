// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// A JSON Schema made ready to check values.
///
/// ```swift
/// let validator = try JSONSchemaValidator(["type": "object", "required": ["text"]])
/// try validator.validate(arguments)
/// ```
///
/// Checked are the applicators and assertions of draft 2020-12, `$ref` to places and anchors in the same schema among
/// them. Other keywords are notes for the reader, `format` too. What cannot be checked faithfully is refused by
/// `init(_:limits:)` rather than overlooked: `$dynamicRef`, an `$id` below the root, a `$ref` to another document or
/// back to itself without going deeper into the value, a `pattern` with lookaround or back references, and
/// `dependencies`, which is of older drafts.
///
/// Schema and value may both come from a peer: the work for either is bounded by ``Limits``.
/// Source: json-schema.org, draft 2020-12, "Core" and "Validation".
public struct JSONSchemaValidator: Sendable {
    let nodes: [SchemaNode]
    let limits: Limits
    let tracksParts: Bool

    /// Reads a schema.
    ///
    /// - Parameters:
    ///   - schema: an object, or `true` or `false`.
    ///   - limits: what schema and values may ask for.
    /// - Throws: ``JSONSchemaError`` with the place of what cannot be used.
    public init(_ schema: JSONValue, limits: Limits = Limits()) throws(JSONSchemaError) {
        self.limits = limits
        nodes = try SchemaCompiler.compile(schema, maximumCount: limits.maximumSchemaCount)
        tracksParts = nodes.askForUnevaluated
    }

    /// Reads a schema.
    ///
    /// - Parameters:
    ///   - schema: the schema.
    ///   - limits: what schema and values may ask for.
    /// - Throws: ``JSONSchemaError`` with the place of what cannot be used.
    public init(_ schema: JSONSchema, limits: Limits = Limits()) throws(JSONSchemaError) {
        try self.init(.object(schema.json), limits: limits)
    }

    /// Checks a value.
    ///
    /// - Parameter value: what should obey the schema.
    /// - Throws: ``JSONSchemaViolation``, the first in a fixed order: what a schema says of the value itself, then of
    ///   its elements or members in canonical order, then the schemas that it combines.
    /// - Complexity: the sum, over the parts of the value, of the keywords that apply to them.
    public func validate(_ value: JSONValue) throws(JSONSchemaViolation) {
        var evaluation = SchemaEvaluation(self)
        try evaluation.run(value)
    }

    /// Whether a value obeys the schema.
    ///
    /// - Parameter value: any value.
    /// - Returns: whether ``validate(_:)`` finds nothing; `false` also when the check was given up.
    public func isValid(_ value: JSONValue) -> Bool {
        do {
            try validate(value)
            return true
        } catch {
            return false
        }
    }
}

extension JSONSchemaValidator {
    /// What a schema, and the check of one value, may ask for.
    public struct Limits: Hashable, Sendable {
        /// Schemas within a schema, itself included; beyond it the schema is refused.
        public var maximumSchemaCount: Int
        /// How deep schemas may apply one within the other; beyond it a check is given up.
        ///
        /// One level needs up to 1 KiB of stack, and a thread that runs tasks has 512 KiB.
        public var maximumDepth: Int
        /// Schemas applied, and values compared, in the check of one value; beyond it the check is given up.
        public var maximumStepCount: Int

        /// Creates limits.
        ///
        /// - Parameters:
        ///   - maximumSchemaCount: schemas within a schema.
        ///   - maximumDepth: schemas that apply one within the other.
        ///   - maximumStepCount: schemas applied in one check.
        public init(maximumSchemaCount: Int = 10_000, maximumDepth: Int = 128, maximumStepCount: Int = 1_000_000) {
            self.maximumSchemaCount = maximumSchemaCount
            self.maximumDepth = maximumDepth
            self.maximumStepCount = maximumStepCount
        }
    }
}
