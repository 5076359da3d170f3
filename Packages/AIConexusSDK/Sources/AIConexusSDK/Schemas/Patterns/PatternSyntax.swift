// SPDX-License-Identifier: MIT

/// What a pattern is made of.
enum PatternSyntax: Sendable {
    case scalar(ScalarClass)
    case check(Pattern.Assertion)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    /// So many times; `most` is `nil` where there is no bound.
    indirect case repetition(PatternSyntax, least: Int, most: Int?)
}

extension PatternSyntax {
    /// Matches at every place, without any instruction.
    static var nothing: PatternSyntax { .sequence([]) }

    var isNothing: Bool {
        if case .sequence(let parts) = self { parts.isEmpty } else { false }
    }

    /// Appends the instructions that follow it.
    func append(to instructions: inout [Pattern.Instruction]) throws(Pattern.Fault) {
        switch self {
        case .scalar(let scalars): try Self.append(.scalar(scalars), to: &instructions)
        case .check(let assertion): try Self.append(.check(assertion), to: &instructions)
        case .sequence(let parts): for part in parts { try part.append(to: &instructions) }
        case .alternatives(let parts): try Self.append(alternatives: parts[...], to: &instructions)
        case .repetition(let part, let least, let most):
            for _ in 0..<least { try part.append(to: &instructions) }
            guard let most else { return try part.appendRepeated(to: &instructions) }
            if most > least { try part.append(upTo: most - least, to: &instructions) }
        }
    }

    private static func append(
        _ instruction: Pattern.Instruction,
        to instructions: inout [Pattern.Instruction]
    ) throws(Pattern.Fault) {
        guard instructions.count < Pattern.maximumInstructionCount else {
            throw Pattern.Fault(message: "the pattern is too large when its repetitions are written out")
        }
        instructions.append(instruction)
    }

    private static func append(
        alternatives parts: ArraySlice<PatternSyntax>,
        to instructions: inout [Pattern.Instruction]
    ) throws(Pattern.Fault) {
        var exits: [Int] = []
        for (index, part) in zip(parts.indices, parts) {
            let split = instructions.count
            let isLast = index == parts.endIndex - 1
            if !isLast { try append(.jump(0), to: &instructions) }
            try part.append(to: &instructions)
            if isLast { break }
            exits.append(instructions.count)
            try append(.jump(0), to: &instructions)
            instructions[split] = .split(split + 1, instructions.count)
        }
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    /// Any number of times.
    private func appendRepeated(to instructions: inout [Pattern.Instruction]) throws(Pattern.Fault) {
        let split = instructions.count
        try Self.append(.jump(0), to: &instructions)
        try append(to: &instructions)
        try Self.append(.jump(split), to: &instructions)
        instructions[split] = .split(split + 1, instructions.count)
    }

    /// At most so many times.
    private func append(upTo count: Int, to instructions: inout [Pattern.Instruction]) throws(Pattern.Fault) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(instructions.count)
            try Self.append(.jump(0), to: &instructions)
            try append(to: &instructions)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
}
