// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

extension SchemaEvaluation {
    mutating func obeys(_ value: JSONValue, _ assertion: SchemaNode.Assertion) -> Bool {
        switch assertion {
        case .nothing(let keyword): return fail(keyword, "is not permitted")
        case .types(let types):
            return types.permits(value) || fail("type", "expected \(types.phrase), found \(value.kindPhrase)")
        case .constants(let constants):
            if value.string == nil, !spend(constants.weight) { return false }
            return constants.contains(value) || fail(constants.keyword, constants.complaint)
        default: break
        }
        switch value {
        case .null, .bool: return true
        case .number(let number): return obeys(number, assertion)
        case .string(let text): return obeys(text, assertion)
        case .array(let elements): return obeys(elements, assertion)
        case .object(let object): return obeys(object, assertion)
        }
    }

    private mutating func obeys(_ number: JSONNumber, _ assertion: SchemaNode.Assertion) -> Bool {
        let value = number.double
        switch assertion {
        case .minimum(let bound):
            return value >= bound.double || fail("minimum", "\(number) is less than \(bound)")
        case .maximum(let bound):
            return value <= bound.double || fail("maximum", "\(number) is more than \(bound)")
        case .exclusiveMinimum(let bound):
            return value > bound.double || fail("exclusiveMinimum", "\(number) is not more than \(bound)")
        case .exclusiveMaximum(let bound):
            return value < bound.double || fail("exclusiveMaximum", "\(number) is not less than \(bound)")
        case .multipleOf(let divisor):
            return number.isMultiple(of: divisor) || fail("multipleOf", "\(number) is no multiple of \(divisor)")
        default: return true
        }
    }

    private mutating func obeys(_ text: String, _ assertion: SchemaNode.Assertion) -> Bool {
        switch assertion {
        case .minLength(let bound):
            let count = text.unicodeScalars.count
            return count >= bound || fail("minLength", "has \(count) characters, at least \(bound) are needed")
        case .maxLength(let bound):
            // A text of so few bytes has no more characters; most are decided by that.
            if text.utf8.count <= bound { return true }
            let count = text.unicodeScalars.count
            return count <= bound || fail("maxLength", "has \(count) characters, at most \(bound) are permitted")
        case .pattern(let pattern, let source):
            return matches(text, pattern) || fail("pattern", "does not match \(source.shortened)")
        default: return true
        }
    }

    /// Whether a pattern matches, as far as the budget lasts.
    mutating func matches(_ text: String, _ pattern: Pattern) -> Bool {
        pattern.matches(text) { spend(instructions: $0) }
    }

    private mutating func obeys(_ elements: [JSONValue], _ assertion: SchemaNode.Assertion) -> Bool {
        let count = elements.count
        switch assertion {
        case .minItems(let bound):
            return count >= bound || fail("minItems", "has \(count) elements, at least \(bound) are needed")
        case .maxItems(let bound):
            return count <= bound || fail("maxItems", "has \(count) elements, at most \(bound) are permitted")
        case .uniqueItems: return areUnique(elements)
        default: return true
        }
    }

    /// Whether no two elements are written as the same canonical text.
    private mutating func areUnique(_ elements: [JSONValue]) -> Bool {
        var indexOfText: [[UInt8]: Int] = [:]
        for (index, element) in elements.enumerated() {
            let text = element.canonicalBytes()
            guard spend(1 + text.count / 64) else { return false }
            if let first = indexOfText.updateValue(index, forKey: text) {
                return fail("uniqueItems", "elements \(first) and \(index) are the same")
            }
        }
        return true
    }

    private mutating func obeys(_ object: JSONObject, _ assertion: SchemaNode.Assertion) -> Bool {
        let count = object.count
        switch assertion {
        case .minProperties(let bound):
            return count >= bound || fail("minProperties", "has \(count) members, at least \(bound) are needed")
        case .maxProperties(let bound):
            return count <= bound || fail("maxProperties", "has \(count) members, at most \(bound) are permitted")
        default: return true
        }
    }
}
