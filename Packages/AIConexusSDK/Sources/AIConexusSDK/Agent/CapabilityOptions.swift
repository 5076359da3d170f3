// SPDX-License-Identifier: MIT

public import AIConexusProtocol

/// What is published about a capability besides its types, and how many calls it takes.
public struct CapabilityOptions: Sendable {
    /// How many calls run at a time, 1 or more; one more is refused at once with `ALL_BUSY`.
    public var concurrency: Int
    /// What a second execution of the same request does.
    public var semantics: CapabilityDescriptor.Semantics
    /// Words to be found by.
    public var tags: [String]
    /// The price of one call, for people and models that choose; nobody is charged.
    public var cost: CapabilityDescriptor.Cost?
    /// Anything else, under the agent's own names.
    public var annotations: JSONObject

    /// Creates options.
    ///
    /// - Parameters:
    ///   - concurrency: how many calls run at a time.
    ///   - semantics: what a second execution of the same request does.
    ///   - tags: words to be found by.
    ///   - cost: the price of one call.
    ///   - annotations: anything else.
    public init(
        concurrency: Int = 16,
        semantics: CapabilityDescriptor.Semantics = .idempotent,
        tags: [String] = [],
        cost: CapabilityDescriptor.Cost? = nil,
        annotations: JSONObject = [:]
    ) {
        self.concurrency = concurrency
        self.semantics = semantics
        self.tags = tags
        self.cost = cost
        self.annotations = annotations
    }
}
