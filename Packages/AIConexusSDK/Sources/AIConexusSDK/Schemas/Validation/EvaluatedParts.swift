// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The parts of a value that some schema has had a say in; the others are for `unevaluatedProperties` and
/// `unevaluatedItems`.
struct EvaluatedParts {
    private var names: Set<JSONName> = []
    /// The first so many elements.
    private var elementCount = 0
    /// Elements beyond those.
    private var elements: Set<Int> = []

    var count: Int { names.count + elements.count }

    func contains(_ name: JSONName) -> Bool { names.contains(name) }
    func contains(_ element: Int) -> Bool { element < elementCount || elements.contains(element) }

    mutating func insert(_ name: JSONName) { names.insert(name) }
    mutating func insert(_ element: Int) { elements.insert(element) }
    mutating func insert(firstElements count: Int) { elementCount = max(elementCount, count) }

    mutating func formUnion(_ other: EvaluatedParts) {
        names.formUnion(other.names)
        elements.formUnion(other.elements)
        elementCount = max(elementCount, other.elementCount)
    }
}
