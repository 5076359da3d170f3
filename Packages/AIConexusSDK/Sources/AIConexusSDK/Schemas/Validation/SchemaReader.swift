// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Reads the keywords of one schema.
struct SchemaReader {
    let object: JSONObject
    let node: Int
    var assertions: [SchemaNode.Assertion] = []
    var applicators: [SchemaNode.Applicator] = []

    init(_ object: JSONObject, _ node: Int) {
        self.object = object
        self.node = node
    }

    /// Assertions that this validator cannot make.
    private static let refused: [JSONName] = ["$dynamicRef", "$recursiveRef"]

    /// Reads the rules in the order in which they are checked.
    mutating func read(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
        for keyword in Self.refused where object[keyword] != nil {
            throw compiler.error("\(keyword) cannot be checked here", node, keyword)
        }
        if object["dependencies"] != nil {
            throw compiler.error("dependencies is dependentRequired and dependentSchemas now", node, "dependencies")
        }
        if node != 0, object["$id"] != nil {
            throw compiler.error("an $id below the root cannot be followed here", node, "$id")
        }
        if let anchor = try text("$anchor", compiler) { try compiler.addAnchor(anchor, node) }
        for keyword in ["$defs", "definitions"] as [JSONName] { _ = try schemaMap(keyword, &compiler) }
        try readType(compiler)
        try readNumberKeywords(compiler)
        try readStringKeywords(compiler)
        try readArrayKeywords(&compiler)
        try readObjectKeywords(&compiler)
        try readReference(&compiler)
        try readCombinations(&compiler)
        if let node = try schema("unevaluatedItems", &compiler) { applicators.append(.unevaluatedItems(node)) }
        if let node = try schema("unevaluatedProperties", &compiler) {
            applicators.append(.unevaluatedProperties(node))
        }
    }

    private mutating func readReference(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
        guard let target = try text("$ref", compiler) else { return }
        compiler.addReference(target, node, applicator: applicators.count)
        // The compiler puts the true target in when it knows all schemas.
        applicators.append(.reference(node))
    }

    private mutating func readCombinations(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
        if let schemas = try schemaMap("dependentSchemas", &compiler) { applicators.append(.dependentSchemas(schemas)) }
        if let nodes = try schemaList("allOf", &compiler) { applicators.append(.allOf(nodes)) }
        if let nodes = try schemaList("anyOf", &compiler) { applicators.append(.anyOf(nodes)) }
        if let nodes = try schemaList("oneOf", &compiler) { applicators.append(.oneOf(nodes)) }
        if let node = try schema("not", &compiler) { applicators.append(.not(node)) }
        let (then, otherwise) = (try schema("then", &compiler), try schema("else", &compiler))
        if let condition = try schema("if", &compiler) {
            applicators.append(.condition(condition, then: then, otherwise: otherwise))
        }
    }

    // MARK: - Values of keywords

    func schema(_ keyword: JSONName, _ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> Int? {
        guard let schema = object[keyword] else { return nil }
        return try compiler.add(schema, below: node, keyword.text, by: keyword.text)
    }

    func schemaList(_ keyword: JSONName, _ compiler: inout SchemaCompiler) throws(JSONSchemaError) -> [Int]? {
        guard let value = object[keyword] else { return nil }
        guard let schemas = value.array, !schemas.isEmpty else {
            throw compiler.error("\(keyword) is a list of schemas, at least one", node, keyword)
        }
        var nodes: [Int] = []
        for (index, schema) in schemas.enumerated() {
            nodes.append(try compiler.add(schema, below: node, "\(keyword)/\(index)", by: keyword.text))
        }
        return nodes
    }

    /// Schemas by name, in canonical order.
    func schemaMap(
        _ keyword: JSONName,
        _ compiler: inout SchemaCompiler
    ) throws(JSONSchemaError) -> [(JSONName, Int)]? {
        guard let schemas = try object(keyword, compiler) else { return nil }
        var nodes: [(JSONName, Int)] = []
        for (name, schema) in schemas {
            let step = "\(keyword)/\(name.pointerToken)"
            nodes.append((name, try compiler.add(schema, below: node, step, by: keyword.text)))
        }
        return nodes
    }

    func object(_ keyword: JSONName, _ compiler: SchemaCompiler) throws(JSONSchemaError) -> JSONObject? {
        guard let value = object[keyword] else { return nil }
        guard let object = value.object else { throw compiler.error("\(keyword) is an object", node, keyword) }
        return object
    }

    func text(_ keyword: JSONName, _ compiler: SchemaCompiler) throws(JSONSchemaError) -> String? {
        guard let value = object[keyword] else { return nil }
        guard let text = value.string else { throw compiler.error("\(keyword) is a text", node, keyword) }
        return text
    }

    func number(_ keyword: JSONName, _ compiler: SchemaCompiler) throws(JSONSchemaError) -> JSONNumber? {
        guard let value = object[keyword] else { return nil }
        guard case .number(let number) = value else { throw compiler.error("\(keyword) is a number", node, keyword) }
        return number
    }

    func count(_ keyword: JSONName, _ compiler: SchemaCompiler) throws(JSONSchemaError) -> Int? {
        guard let value = object[keyword] else { return nil }
        guard let count = value.int, count >= 0 else {
            throw compiler.error("\(keyword) is a whole number, 0 or more", node, keyword)
        }
        return count
    }
}
