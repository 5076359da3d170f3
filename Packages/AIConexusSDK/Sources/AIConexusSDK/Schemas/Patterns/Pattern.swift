// SPDX-License-Identifier: MIT

/// A regular expression that takes time proportional to its size times the text's, whatever both are.
///
/// It says whether there is a match, nothing more, by following all possibilities at once (Thompson's way) instead of
/// trying one after the other. The syntax is that of ECMA-262 with the flag `u`, which JSON Schema recommends, without
/// lookaround and back references, which cannot be followed in this way. Sources: JSON Schema 2020-12 Core §6.4;
/// Thompson, "Regular expression search algorithm", CACM 11 (1968).
struct Pattern: Sendable {
    /// The most instructions of a pattern, repetitions unrolled.
    static let maximumInstructionCount = 2_000

    enum Instruction: Sendable {
        /// Passes over one scalar of a class.
        case scalar(ScalarClass)
        /// Goes on at both places.
        case split(Int, Int)
        case jump(Int)
        case check(Assertion)
        case match
    }

    enum Assertion: Sendable {
        case start, end, wordBoundary, noWordBoundary
    }

    /// Why a text is no pattern that can be followed.
    struct Fault: Error {
        let message: String
    }

    private let instructions: [Instruction]
    /// Whether a match begins only where the text begins.
    private let isAnchored: Bool

    init(_ text: String) throws(Fault) {
        var parser = PatternParser(text)
        let syntax = try parser.parse()
        var instructions: [Instruction] = []
        try syntax.append(to: &instructions)
        instructions.append(.match)
        self.instructions = instructions
        isAnchored = if case .check(.start) = instructions[0] { true } else { false }
    }

    /// Whether the pattern matches somewhere in a text.
    ///
    /// - Parameters:
    ///   - text: any text.
    ///   - spend: is told how many instructions were followed, and says whether to go on.
    /// - Returns: whether it matches; `false` also when `spend` ended the search.
    func matches(_ text: String, spend: (Int) -> Bool) -> Bool {
        var (present, next) = (Threads(instructions.count), Threads(instructions.count))
        var previous: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var scalar = scalars.next()
        while true {
            if previous == nil || !isAnchored { follow(0, &present, previous, scalar) }
            if present.hasMatched { return true }
            guard let current = scalar, !present.isEmpty || !isAnchored, spend(1 + present.count) else { return false }
            scalar = scalars.next()
            for thread in present {
                guard case .scalar(let scalars) = instructions[thread], scalars.contains(current) else { continue }
                follow(thread + 1, &next, current, scalar)
            }
            swap(&present, &next)
            next.removeAll()
            previous = current
        }
    }

    /// Adds the places that can be reached without passing over a scalar.
    private func follow(
        _ start: Int,
        _ threads: inout Threads,
        _ previous: Unicode.Scalar?,
        _ next: Unicode.Scalar?
    ) {
        var places = [start]
        while let place = places.popLast() {
            guard threads.insert(place) else { continue }
            switch instructions[place] {
            case .scalar: threads.keep(place)
            case .match: threads.hasMatched = true
            case .jump(let target): places.append(target)
            case .split(let first, let second):
                places.append(second)
                places.append(first)
            case .check(let assertion):
                if assertion.holds(between: previous, and: next) { places.append(place + 1) }
            }
        }
    }
}

/// Where the search is in the pattern, each place once.
private struct Threads: Sequence {
    private var isSeen: [Bool]
    private var seen: [Int] = []
    private var waiting: [Int] = []
    var hasMatched = false

    init(_ capacity: Int) {
        isSeen = Array(repeating: false, count: capacity)
    }

    var count: Int { seen.count }
    var isEmpty: Bool { waiting.isEmpty }

    /// Notes a place; `false` when it was noted before.
    mutating func insert(_ place: Int) -> Bool {
        guard !isSeen[place] else { return false }
        isSeen[place] = true
        seen.append(place)
        return true
    }

    /// Notes a place that waits for a scalar.
    mutating func keep(_ place: Int) {
        waiting.append(place)
    }

    mutating func removeAll() {
        for place in seen { isSeen[place] = false }
        seen.removeAll(keepingCapacity: true)
        waiting.removeAll(keepingCapacity: true)
    }

    func makeIterator() -> IndexingIterator<[Int]> { waiting.makeIterator() }
}

extension Pattern.Assertion {
    fileprivate func holds(between previous: Unicode.Scalar?, and next: Unicode.Scalar?) -> Bool {
        switch self {
        case .start: previous == nil
        case .end: next == nil
        case .wordBoundary: Self.isBoundary(previous, next)
        case .noWordBoundary: !Self.isBoundary(previous, next)
        }
    }

    private static func isBoundary(_ previous: Unicode.Scalar?, _ next: Unicode.Scalar?) -> Bool {
        let isWord = { (scalar: Unicode.Scalar?) in scalar.map(ScalarClass.word.contains) ?? false }
        return isWord(previous) != isWord(next)
    }
}
