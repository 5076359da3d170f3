// SPDX-License-Identifier: MIT

/// What an agent says about one thing that it can do.
///
/// `{"annotations"?, "concurrency"?, "cost"?, "description", "id", "input_schema"?, "output_schema"?, "semantics"?,
/// "streaming"?, "tags"?}`. Source: PROTOCOL_DESIGN, "Capability descriptors".
public struct CapabilityDescriptor: Equatable, Sendable {
    /// How many capabilities one agent may register.
    public static let maximumCountPerAgent = 1_000

    /// What a second execution of the same request does.
    public enum Semantics: String, Hashable, Sendable, CaseIterable {
        /// No harm: a caller may try again.
        case idempotent
        /// Harm: a caller must know that the first did not happen.
        case atMostOnce = "at_most_once"
    }

    /// A price for one call.
    public struct Cost: Hashable, Sendable {
        /// A decimal number as text, as in `0.50`, so that no digit is lost.
        public var amount: String
        /// What it counts, as in `EUR`.
        public var currency: String

        /// Creates a price, or returns `nil` when `amount` is no decimal number.
        public init?(amount: String, currency: String) {
            guard Self.isDecimal(amount.utf8Span.span) else { return nil }
            self.amount = amount
            self.currency = currency
        }

        /// Digits, and perhaps a point and more digits.
        static func isDecimal(_ text: Span<UInt8>) -> Bool {
            var pointCount = 0
            for index in text.indices {
                if text[index] == UInt8(ascii: "."), index > 0, index + 1 < text.count, pointCount == 0 {
                    pointCount += 1
                    continue
                }
                guard text[index] &- UInt8(ascii: "0") < 10 else { return false }
            }
            return !text.isEmpty
        }
    }

    /// The name.
    public var id: CapabilityID
    /// What it does, for people and for models that choose.
    public var description: String
    /// The JSON Schema (2020-12) of `args`.
    public var inputSchema: JSONObject?
    /// The JSON Schema (2020-12) of `result`.
    public var outputSchema: JSONObject?
    /// Words to be found by.
    public var tags: [String]
    /// The price of one call.
    public var cost: Cost?
    /// How many calls it takes at a time, 1 or more; absent means 1.
    public var concurrency: Int?
    /// What a second execution does; absent means ``Semantics/idempotent``.
    public var semantics: Semantics?
    /// Whether it can answer in parts.
    public var streaming: Bool?
    /// Anything else, under the agent's own names.
    public var annotations: JSONObject?

    /// Creates a descriptor; members that stay `nil` or empty are absent from the message.
    public init(id: CapabilityID, description: String, tags: [String] = []) {
        self.id = id
        self.description = description
        self.tags = tags
    }

    init(checked object: JSONObject) {
        id = CapabilityID(checked: object.text(.id))
        description = object.text(.description)
        inputSchema = object[.inputSchema]?.object
        outputSchema = object[.outputSchema]?.object
        tags = (object[.tags]?.array ?? []).compactMap(\.string)
        cost = object[.cost]?.object.flatMap { Cost(amount: $0.text(.amount), currency: $0.text(.currency)) }
        concurrency = object[.concurrency]?.int
        semantics = object[.semantics]?.string.flatMap(Semantics.init)
        streaming = object[.streaming]?.bool
        annotations = object[.annotations]?.object
    }

    /// The descriptor as it travels.
    public var json: JSONObject {
        var object = JSONObject()
        object.set(.id, id.text)
        object.set(.description, description)
        object.set(.inputSchema, inputSchema)
        object.set(.outputSchema, outputSchema)
        if !tags.isEmpty { object[.tags] = .array(tags.map(JSONValue.string)) }
        if let cost { object[.cost] = ["amount": .string(cost.amount), "currency": .string(cost.currency)] }
        object.set(.concurrency, concurrency)
        object.set(.semantics, semantics?.rawValue)
        object.set(.streaming, streaming)
        object.set(.annotations, annotations)
        return object
    }
}
