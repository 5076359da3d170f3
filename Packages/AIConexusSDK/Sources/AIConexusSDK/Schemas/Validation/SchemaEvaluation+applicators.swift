// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

// Each applicator has a function of its own: these call themselves by way of `fits`, and small ones need little stack.
extension SchemaEvaluation {
    mutating func passes(_ value: JSONValue, _ applicator: SchemaNode.Applicator) -> Bool {
        switch applicator {
        case .items(let prefix, let rest): fitItems(value, prefix, rest)
        case .contains(let node, let least, let most): contains(value, node, least, most)
        case .propertyNames(let node): fitNames(value, node)
        case .members(let properties, let patterns, let rest): fitMembers(value, properties, patterns, rest)
        case .required(let names): has(value, names, "required")
        case .dependentRequired(let pairs): hasDependents(value, pairs)
        case .reference(let node): fits(value, node)
        case .dependentSchemas(let schemas): fitsDependents(value, schemas)
        case .allOf(let nodes): nodes.allSatisfy { fits(value, $0) }
        case .anyOf(let nodes): fitsAny(value, nodes)
        case .oneOf(let nodes): fitsOne(value, nodes)
        case .not(let node): fitsNot(value, node)
        case .condition(let condition, let then, let otherwise): fits(value, condition, then, otherwise)
        case .unevaluatedItems(let node): fitRestOfItems(value, node)
        case .unevaluatedProperties(let node): fitRestOfMembers(value, node)
        }
    }

    // MARK: - Parts

    private mutating func fitItems(_ value: JSONValue, _ prefix: [Int], _ rest: Int?) -> Bool {
        guard case .array(let elements) = value else { return true }
        for (index, element) in elements.enumerated() {
            guard let node = index < prefix.count ? prefix[index] : rest else { break }
            guard fits(element, .element(index), node) else { return false }
        }
        note { $0.insert(firstElements: rest == nil ? prefix.count : elements.count) }
        return true
    }

    private mutating func contains(_ value: JSONValue, _ node: Int, _ least: Int, _ most: Int) -> Bool {
        guard case .array(let elements) = value else { return true }
        var count = 0
        for (index, element) in elements.enumerated() where fitsQuietly(element, .element(index), node) {
            count += 1
            note { $0.insert(index) }
        }
        if count < least {
            let keyword = count == 0 ? "contains" : "minContains"
            return fail(keyword, "has \(count) of the elements of which \(least) are needed")
        }
        return count <= most || fail("maxContains", "has \(count) of the elements of which \(most) are permitted")
    }

    private mutating func fitNames(_ value: JSONValue, _ node: Int) -> Bool {
        guard case .object(let object) = value else { return true }
        return object.allSatisfy { fits(.string($0.name.text), .member($0.name), node) }
    }

    private mutating func fitMembers(
        _ value: JSONValue,
        _ properties: [JSONName: Int],
        _ patterns: [(Pattern, Int)],
        _ rest: Int?
    ) -> Bool {
        guard case .object(let object) = value else { return true }
        for (name, value) in object {
            var node = properties[name]
            for (pattern, other) in patterns where matches(name.text, pattern) {
                if let node, !fits(value, .member(name), node) { return false }
                node = other
            }
            guard let node = node ?? rest else { continue }
            guard fits(value, .member(name), node) else { return false }
            note { $0.insert(name) }
        }
        return true
    }

    private mutating func fitRestOfItems(_ value: JSONValue, _ node: Int) -> Bool {
        guard case .array(let elements) = value else { return true }
        for (index, element) in elements.enumerated() where !isEvaluated(index) {
            guard fits(element, .element(index), node) else { return false }
        }
        note { $0.insert(firstElements: elements.count) }
        return true
    }

    private mutating func fitRestOfMembers(_ value: JSONValue, _ node: Int) -> Bool {
        guard case .object(let object) = value else { return true }
        for (name, value) in object where !isEvaluated(name) {
            guard fits(value, .member(name), node) else { return false }
            note { $0.insert(name) }
        }
        return true
    }

    private mutating func has(_ value: JSONValue, _ names: [JSONName], _ keyword: String) -> Bool {
        guard case .object(let object) = value else { return true }
        guard spend(names.count) else { return false }
        for name in names where object[name] == nil { return failMissing(name, keyword) }
        return true
    }

    private mutating func hasDependents(_ value: JSONValue, _ pairs: [(JSONName, [JSONName])]) -> Bool {
        guard case .object(let object) = value else { return true }
        return pairs.allSatisfy { name, names in object[name] == nil || has(value, names, "dependentRequired") }
    }

    // MARK: - Combinations

    private mutating func fitsDependents(_ value: JSONValue, _ schemas: [(JSONName, Int)]) -> Bool {
        guard case .object(let object) = value else { return true }
        return schemas.allSatisfy { name, node in object[name] == nil || fits(value, node) }
    }

    private mutating func fitsAny(_ value: JSONValue, _ nodes: [Int]) -> Bool {
        var isFine = false
        for node in nodes where fitsQuietly(value, node) {
            isFine = true
            if !triesAll { break }
        }
        return isFine || failAlternatives(value, nodes, "anyOf")
    }

    private mutating func fitsOne(_ value: JSONValue, _ nodes: [Int]) -> Bool {
        let count = nodes.count { fitsQuietly(value, $0) }
        if count > 1 { return fail("oneOf", "fits \(count) of \(nodes.count) forms instead of one") }
        return count == 1 || failAlternatives(value, nodes, "oneOf")
    }

    private mutating func fitsNot(_ value: JSONValue, _ node: Int) -> Bool {
        !fitsQuietly(value, node) || fail("not", "has a form that is excluded")
    }

    private mutating func fits(_ value: JSONValue, _ condition: Int, _ then: Int?, _ otherwise: Int?) -> Bool {
        guard let node = fitsQuietly(value, condition) ? then : otherwise else { return true }
        return fits(value, node)
    }

    /// Says what is wrong with a value that fits no alternative: if all of them but one are out of the question by
    /// type or constant, what it does wrong in that one.
    private mutating func failAlternatives(_ value: JSONValue, _ nodes: [Int], _ keyword: String) -> Bool {
        let near = findings(value, nodes).filter { !["type", "enum", "const"].contains($0.keyword) }
        if near.count == 1, let meant = near.first { return fail(meant) }
        return fail(keyword, "fits none of the \(nodes.count) forms")
    }
}
