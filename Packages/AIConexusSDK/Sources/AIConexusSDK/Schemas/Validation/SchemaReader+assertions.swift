// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension SchemaReader {
    mutating func readType(_ compiler: SchemaCompiler) throws(JSONSchemaError) {
        if let value = object["type"] {
            let names = value.array ?? [value]
            let types = names.compactMap { $0.string.flatMap(JSONTypeSet.init(named:)) }
            guard !types.isEmpty, types.count == names.count else {
                throw compiler.error("type is the name of a type, or a list of such names", node, "type")
            }
            assertions.append(.types(JSONTypeSet(types)))
        }
        if let value = object["enum"] {
            guard let values = value.array else { throw compiler.error("enum is a list of values", node, "enum") }
            assertions.append(.constants(SchemaConstants(values, keyword: "enum")))
        }
        if let value = object["const"] { assertions.append(.constants(SchemaConstants([value], keyword: "const"))) }
    }

    mutating func readNumberKeywords(_ compiler: SchemaCompiler) throws(JSONSchemaError) {
        if let bound = try number("minimum", compiler) { assertions.append(.minimum(bound)) }
        if let bound = try number("maximum", compiler) { assertions.append(.maximum(bound)) }
        if let bound = try number("exclusiveMinimum", compiler) { assertions.append(.exclusiveMinimum(bound)) }
        if let bound = try number("exclusiveMaximum", compiler) { assertions.append(.exclusiveMaximum(bound)) }
        if let divisor = try number("multipleOf", compiler) {
            guard divisor.double > 0 else {
                throw compiler.error("multipleOf is a number above 0", node, "multipleOf")
            }
            assertions.append(.multipleOf(divisor))
        }
    }

    mutating func readStringKeywords(_ compiler: SchemaCompiler) throws(JSONSchemaError) {
        if let bound = try count("minLength", compiler) { assertions.append(.minLength(bound)) }
        if let bound = try count("maxLength", compiler) { assertions.append(.maxLength(bound)) }
        if let text = try text("pattern", compiler) {
            assertions.append(.pattern(try pattern(text, "pattern", compiler), text: text))
        }
    }

    mutating func readArrayKeywords(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
        if let bound = try count("minItems", compiler) { assertions.append(.minItems(bound)) }
        if let bound = try count("maxItems", compiler) { assertions.append(.maxItems(bound)) }
        if let value = object["uniqueItems"] {
            guard let isUnique = value.bool else {
                throw compiler.error("uniqueItems is true or false", node, "uniqueItems")
            }
            if isUnique { assertions.append(.uniqueItems) }
        }
        let prefix = try schemaList("prefixItems", &compiler) ?? []
        let rest = try schema("items", &compiler)
        if rest != nil || !prefix.isEmpty { applicators.append(.items(prefix: prefix, rest: rest)) }
        let (least, most) = (try count("minContains", compiler) ?? 1, try count("maxContains", compiler) ?? .max)
        if let node = try schema("contains", &compiler) {
            applicators.append(.contains(node, least: least, most: most))
        }
    }

    mutating func readObjectKeywords(_ compiler: inout SchemaCompiler) throws(JSONSchemaError) {
        if let bound = try count("minProperties", compiler) { assertions.append(.minProperties(bound)) }
        if let bound = try count("maxProperties", compiler) { assertions.append(.maxProperties(bound)) }
        if let node = try schema("propertyNames", &compiler) { applicators.append(.propertyNames(node)) }
        let properties = try schemaMap("properties", &compiler) ?? []
        var patterns: [(Pattern, Int)] = []
        for (name, node) in try schemaMap("patternProperties", &compiler) ?? [] {
            patterns.append((try pattern(name.text, "patternProperties", compiler), node))
        }
        let rest = try schema("additionalProperties", &compiler)
        if rest != nil || !properties.isEmpty || !patterns.isEmpty {
            // Names within an object differ, so no entry is lost.
            let named = Dictionary(properties) { first, _ in first }
            applicators.append(.members(properties: named, patterns: patterns, rest: rest))
        }
        // After the members: what tells alternatives apart is mostly the value of a member.
        if let value = object["required"] { applicators.append(.required(try names(value, "required", compiler))) }
        if let dependents = try object("dependentRequired", compiler) {
            var pairs: [(JSONName, [JSONName])] = []
            for (name, value) in dependents { pairs.append((name, try names(value, "dependentRequired", compiler))) }
            applicators.append(.dependentRequired(pairs))
        }
    }

    private func pattern(
        _ text: String,
        _ keyword: JSONName,
        _ compiler: SchemaCompiler
    ) throws(JSONSchemaError) -> Pattern {
        do throws(Pattern.Fault) {
            return try Pattern(text)
        } catch {
            throw compiler.error("'\(text.shortened)' cannot be used: \(error.message)", node, keyword)
        }
    }

    private func names(
        _ value: JSONValue,
        _ keyword: JSONName,
        _ compiler: SchemaCompiler
    ) throws(JSONSchemaError) -> [JSONName] {
        guard let names = value.array?.map(\.string), !names.contains(nil) else {
            throw compiler.error("\(keyword) is a list of names", node, keyword)
        }
        return names.compactMap { $0.map { JSONName($0) } }
    }
}
