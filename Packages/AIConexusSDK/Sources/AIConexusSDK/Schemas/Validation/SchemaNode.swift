// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// A schema within a schema: what a value must obey.
///
/// Other schemas are indices of nodes.
struct SchemaNode: Sendable {
    /// What one keyword asks of a value itself.
    enum Assertion: Sendable {
        /// The schema `false`, reached by a keyword.
        case nothing(keyword: String)
        case types(JSONTypeSet)
        case constants(SchemaConstants)
        case minimum(JSONNumber)
        case maximum(JSONNumber)
        case exclusiveMinimum(JSONNumber)
        case exclusiveMaximum(JSONNumber)
        case multipleOf(JSONNumber)
        case minLength(Int)
        case maxLength(Int)
        case pattern(Pattern, text: String)
        case minItems(Int)
        case maxItems(Int)
        case uniqueItems
        case minProperties(Int)
        case maxProperties(Int)
    }

    /// What a keyword, or a few that belong together, apply to a value or its parts.
    enum Applicator: Sendable {
        case items(prefix: [Int], rest: Int?)
        case contains(Int, least: Int, most: Int)
        case propertyNames(Int)
        case members(properties: [JSONName: Int], patterns: [(Pattern, Int)], rest: Int?)
        case required([JSONName])
        case dependentRequired([(JSONName, [JSONName])])
        case reference(Int)
        case dependentSchemas([(JSONName, Int)])
        case allOf([Int])
        case anyOf([Int])
        case oneOf([Int])
        case not(Int)
        case condition(Int, then: Int?, otherwise: Int?)
        case unevaluatedItems(Int)
        case unevaluatedProperties(Int)
    }

    /// The schema around it; `nil` for the whole.
    let parent: Int?
    /// The way from there, one or more tokens of a JSON pointer without the first slash.
    let step: String
    var assertions: [Assertion] = []
    var applicators: [Applicator] = []
}

extension SchemaNode.Applicator {
    /// The schemas that it applies to the same value, not to a part of it.
    var appliedInPlace: [Int] {
        switch self {
        case .reference(let node), .not(let node): [node]
        case .dependentSchemas(let schemas): schemas.map(\.1)
        case .allOf(let nodes), .anyOf(let nodes), .oneOf(let nodes): nodes
        case .condition(let condition, let then, let otherwise):
            [condition] + [then, otherwise].compactMap { $0 }
        case .items, .contains, .propertyNames, .members, .required, .dependentRequired, .unevaluatedItems,
            .unevaluatedProperties:
            []
        }
    }
}

extension [SchemaNode] {
    /// Whether any of them asks what others have had a say in.
    var askForUnevaluated: Bool {
        contains { node in
            node.applicators.contains { applicator in
                switch applicator {
                case .unevaluatedItems, .unevaluatedProperties: true
                default: false
                }
            }
        }
    }

    /// The place of a node in the schema (RFC 6901).
    func pointer(of node: Int) -> String {
        var steps: [String] = []
        var place = self[node]
        while let parent = place.parent {
            steps.append(place.step)
            place = self[parent]
        }
        return steps.reversed().reduce("") { $0 + "/" + $1.shortened }
    }
}
