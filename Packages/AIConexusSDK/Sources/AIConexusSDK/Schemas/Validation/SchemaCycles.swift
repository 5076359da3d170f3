// SPDX-License-Identifier: MIT

/// Finds schemas that apply themselves to the same value again, and so would never end.
enum SchemaCycles {
    /// Refuses a schema that leads back to itself without going deeper into the value.
    static func refuse(in nodes: [SchemaNode]) throws(JSONSchemaError) {
        // Kahn's way of sorting: take away schemas that none of the rest apply, until none is left or all are circular.
        let edges = nodes.map { $0.applicators.flatMap(\.appliedInPlace) }
        var incoming = [Int](repeating: 0, count: nodes.count)
        for targets in edges { for target in targets { incoming[target] += 1 } }
        var free = incoming.indices.filter { incoming[$0] == 0 }
        while let node = free.popLast() {
            for target in edges[node] {
                incoming[target] -= 1
                if incoming[target] == 0 { free.append(target) }
            }
        }
        guard let left = incoming.firstIndex(where: { $0 > 0 }) else { return }
        throw JSONSchemaError(
            "the schema applies itself to the same value again, without end",
            at: nodes.pointer(of: memberOfCycle(from: left, edges, incoming))
        )
    }

    /// Each schema that is left is applied by another one that is left, so that going back ends in a circle.
    private static func memberOfCycle(from start: Int, _ edges: [[Int]], _ incoming: [Int]) -> Int {
        var predecessors: [Int: Int] = [:]
        for (node, targets) in edges.enumerated() where incoming[node] > 0 {
            for target in targets { predecessors[target] = node }
        }
        var node = start
        for _ in edges.indices { node = predecessors[node] ?? node }
        return node
    }
}
