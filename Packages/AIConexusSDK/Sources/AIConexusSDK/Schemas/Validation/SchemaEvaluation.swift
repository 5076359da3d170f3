// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The check of one value, as far as it has come.
struct SchemaEvaluation {
    /// A step from a value into one of its parts.
    enum Step {
        case member(JSONName)
        case element(Int)
    }

    /// What a value does wrong, before anybody wants to read it.
    struct Finding {
        let path: [Step]
        let keyword: String
        let message: String
    }

    private static let instructionsPerStep = 16

    private let nodes: [SchemaNode]
    private let limits: JSONSchemaValidator.Limits
    private var path: [Step] = []
    private var depth = 0
    private var stepCount = 0
    private var instructionCount = 0
    private var isGivenUp = false
    /// While it is above zero, what fails is not told: an alternative may fit.
    private var quietness = 0
    private var finding: Finding?
    /// Whether it matters what parts of a value were evaluated; few schemas ask.
    private let tracksParts: Bool
    /// What was evaluated of the value at the present place.
    private var evaluated = EvaluatedParts()

    init(_ validator: JSONSchemaValidator) {
        nodes = validator.nodes
        limits = validator.limits
        tracksParts = validator.tracksParts
    }

    mutating func run(_ value: JSONValue) throws(JSONSchemaViolation) {
        let isFine = fits(value, 0)
        if isGivenUp { throw .givenUp }
        guard !isFine, let finding else { return }
        throw JSONSchemaViolation(
            pointer: finding.path.pointer,
            keyword: finding.keyword,
            message: finding.message
        )
    }

    /// Whether the value at the present place obeys a schema; if so, what that evaluated counts for others.
    mutating func fits(_ value: JSONValue, _ node: Int) -> Bool {
        guard tracksParts else { return obeys(value, node) }
        let before = evaluated
        evaluated = EvaluatedParts()
        let isFine = obeys(value, node)
        if isFine, spend(evaluated.count / Self.instructionsPerStep) {
            evaluated.formUnion(before)
        } else {
            evaluated = before
        }
        return isFine
    }

    private mutating func obeys(_ value: JSONValue, _ node: Int) -> Bool {
        guard depth < limits.maximumDepth, spend(1) else {
            isGivenUp = true
            return false
        }
        for assertion in nodes[node].assertions {
            guard obeys(value, assertion) else { return false }
        }
        depth += 1
        defer { depth -= 1 }
        for applicator in nodes[node].applicators {
            guard passes(value, applicator) else { return false }
        }
        return true
    }

    // MARK: - Bookkeeping

    /// Counts work.
    ///
    /// - Returns: whether there is budget left.
    mutating func spend(_ count: Int) -> Bool {
        stepCount += count
        if stepCount > limits.maximumStepCount { isGivenUp = true }
        return !isGivenUp
    }

    /// Counts the instructions of a pattern, of which many are as much work as one step.
    mutating func spend(instructions count: Int) -> Bool {
        instructionCount += count
        guard instructionCount >= Self.instructionsPerStep else { return !isGivenUp }
        defer { instructionCount %= Self.instructionsPerStep }
        return spend(instructionCount / Self.instructionsPerStep)
    }

    /// Notes what the value at the present place does wrong, if it is the first and somebody wants to know.
    ///
    /// - Returns: `false`.
    mutating func fail(_ keyword: String, _ message: @autoclosure () -> String) -> Bool {
        guard quietness == 0, finding == nil else { return false }
        finding = Finding(path: path, keyword: keyword, message: message())
        return false
    }

    /// Takes over what was found in an alternative.
    mutating func fail(_ found: Finding) -> Bool {
        finding = finding ?? found
        return false
    }

    /// Notes that the value at the present place has no member of this name.
    mutating func failMissing(_ name: JSONName, _ keyword: String) -> Bool {
        path.append(.member(name))
        defer { path.removeLast() }
        return fail(keyword, "'\(name.text.shortened)' is missing")
    }

    /// Checks a part of the value at the present place.
    mutating func fits(_ value: JSONValue, _ step: Step, _ node: Int) -> Bool {
        path.append(step)
        defer { path.removeLast() }
        // What is evaluated of a part says nothing about the whole.
        let before = evaluated
        defer { evaluated = before }
        return fits(value, node)
    }

    /// Checks without telling what fails.
    mutating func fitsQuietly(_ value: JSONValue, _ node: Int) -> Bool {
        quietness += 1
        defer { quietness -= 1 }
        return fits(value, node)
    }

    /// Checks a part of the value at the present place without telling what fails.
    mutating func fitsQuietly(_ value: JSONValue, _ step: Step, _ node: Int) -> Bool {
        quietness += 1
        defer { quietness -= 1 }
        return fits(value, step, node)
    }

    // MARK: - Evaluated parts

    /// Whether all alternatives must be tried, not only until one fits.
    var triesAll: Bool { tracksParts }

    mutating func note(_ note: (inout EvaluatedParts) -> Void) {
        if tracksParts { note(&evaluated) }
    }

    func isEvaluated(_ name: JSONName) -> Bool { evaluated.contains(name) }
    func isEvaluated(_ element: Int) -> Bool { evaluated.contains(element) }

    /// What a value that fits none of these schemas does wrong in each; empty while nobody wants to know.
    mutating func findings(_ value: JSONValue, _ nodes: [Int]) -> [Finding] {
        guard quietness == 0, finding == nil else { return [] }
        var findings: [Finding] = []
        for node in nodes {
            _ = fits(value, node)
            if let finding { findings.append(finding) }
            finding = nil
        }
        return findings
    }
}

extension [SchemaEvaluation.Step] {
    /// The path as a JSON pointer; long names are cut.
    fileprivate var pointer: String {
        reduce(into: "") { pointer, step in
            switch step {
            case .member(let name): pointer += "/" + name.text.shortened.pointerToken
            case .element(let index): pointer += "/\(index)"
            }
        }
    }
}

extension JSONSchemaViolation {
    fileprivate static let givenUp = JSONSchemaViolation(
        pointer: "",
        keyword: nil,
        message: "checking this against its schema takes more than the permitted work"
    )
}
