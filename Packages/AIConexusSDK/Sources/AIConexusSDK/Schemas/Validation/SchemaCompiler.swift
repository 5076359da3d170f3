// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Turns a schema into nodes, the first of which is the whole.
///
/// Works through a list instead of calling itself, so that a schema may nest as deep as it likes.
struct SchemaCompiler {
    /// A place below a node, by the way to it.
    private struct Step: Hashable {
        let node: Int
        /// A name, because two ways are the same when their bytes are.
        let way: JSONName

        init(_ node: Int, _ way: some StringProtocol) {
            self.node = node
            self.way = JSONName(String(way))
        }
    }

    /// A `$ref` whose target is looked for when all schemas are known.
    private struct Reference {
        let node: Int
        let applicator: Int
        let target: String
    }

    private let root: JSONValue
    private let maximumCount: Int
    private(set) var nodes: [SchemaNode] = []
    /// What stands at each node.
    private var pages: [(schema: JSONValue, keyword: String)] = []
    private var readCount = 0
    private var nodeOfStep: [Step: Int] = [:]
    private var nodeOfAnchor: [JSONName: Int] = [:]
    private var references: [Reference] = []

    static func compile(_ root: JSONValue, maximumCount: Int) throws(JSONSchemaError) -> [SchemaNode] {
        var compiler = SchemaCompiler(root: root, maximumCount: maximumCount)
        _ = try compiler.add(root, below: nil, "", by: "schema")
        repeat {
            try compiler.read()
            try compiler.resolve()
        } while compiler.readCount < compiler.nodes.count
        try SchemaCycles.refuse(in: compiler.nodes)
        return compiler.nodes
    }

    private init(root: JSONValue, maximumCount: Int) {
        self.root = root
        self.maximumCount = maximumCount
    }

    /// Adds a schema, which is read later.
    ///
    /// - Parameters:
    ///   - schema: what stands there.
    ///   - parent: the schema around it.
    ///   - step: the way from there.
    ///   - keyword: what leads to it.
    /// - Returns: the node's index.
    /// - Throws: an error when there are too many.
    mutating func add(
        _ schema: JSONValue,
        below parent: Int?,
        _ step: String,
        by keyword: String
    ) throws(JSONSchemaError) -> Int {
        guard nodes.count < maximumCount else {
            throw JSONSchemaError("a schema has at most \(maximumCount) schemas within it", at: "")
        }
        let node = nodes.count
        nodes.append(SchemaNode(parent: parent, step: step))
        if let parent { nodeOfStep[Step(parent, step)] = node }
        pages.append((schema, keyword))
        return node
    }

    private mutating func read() throws(JSONSchemaError) {
        while readCount < nodes.count {
            let node = readCount
            readCount += 1
            switch pages[node].schema {
            case .bool(true): break
            case .bool(false): nodes[node].assertions = [.nothing(keyword: pages[node].keyword)]
            case .object(let object):
                var reader = SchemaReader(object, node)
                try reader.read(&self)
                nodes[node].assertions = reader.assertions
                nodes[node].applicators = reader.applicators
            default: throw error("a schema is an object, true or false", node)
            }
        }
    }

    func error(_ message: String, _ node: Int, _ keyword: JSONName? = nil) -> JSONSchemaError {
        let pointer = nodes.pointer(of: node)
        return JSONSchemaError(message, at: keyword.map { "\(pointer)/\($0.text)" } ?? pointer)
    }

    // MARK: - References

    mutating func addAnchor(_ name: String, _ node: Int) throws(JSONSchemaError) {
        guard nodeOfAnchor.updateValue(node, forKey: JSONName(name)) == nil else {
            throw error("two schemas have the same $anchor", node, "$anchor")
        }
    }

    /// Notes a reference, whose applicator gets the target when all schemas are known.
    mutating func addReference(_ target: String, _ node: Int, applicator: Int) {
        references.append(Reference(node: node, applicator: applicator, target: target))
    }

    private mutating func resolve() throws(JSONSchemaError) {
        for reference in references {
            let target = try target(of: reference)
            nodes[reference.node].applicators[reference.applicator] = .reference(target)
        }
        references = []
    }

    private mutating func target(of reference: Reference) throws(JSONSchemaError) -> Int {
        guard let fragment = fragment(of: reference.target) else {
            throw error("$ref leads to another document, which is never fetched", reference.node, "$ref")
        }
        if fragment.isEmpty { return 0 }
        guard fragment.utf8.first == UInt8(ascii: "/") else {
            if let node = nodeOfAnchor[JSONName(fragment)] { return node }
            throw error("$ref leads to an $anchor that does not exist", reference.node, "$ref")
        }
        let way = fragment.dropFirst()
        if let node = nodeOfStep[Step(0, way)] ?? node(at: way) { return node }
        guard let schema = root.value(at: fragment) else {
            throw error("$ref leads to a place that does not exist", reference.node, "$ref")
        }
        return try add(schema, below: 0, String(way), by: "$ref")
    }

    /// The part of a reference after `#`, without percent-encoding, or `nil` when it does not lead into this schema.
    private func fragment(of target: String) -> String? {
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = parts.first else { return nil }
        guard base.isEmpty || root.object?["$id"] == .string(String(base)) else { return nil }
        return parts.count == 2 ? parts[1].withoutPercentEncoding : ""
    }

    /// The node at a pointer: from schema to schema, each one or two tokens away.
    private func node(at way: Substring) -> Int? {
        let tokens = way.split(separator: "/", omittingEmptySubsequences: false)
        var node = 0
        var index = 0
        while index < tokens.count {
            if let next = nodeOfStep[Step(node, tokens[index])] {
                node = next
                index += 1
            } else if index + 1 < tokens.count,
                let next = nodeOfStep[Step(node, tokens[index] + "/" + tokens[index + 1])]
            {
                node = next
                index += 2
            } else {
                return nil
            }
        }
        return node
    }
}
