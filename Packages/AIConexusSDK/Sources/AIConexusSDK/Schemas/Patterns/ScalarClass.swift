// SPDX-License-Identifier: MIT

/// A set of Unicode scalars that a pattern names.
struct ScalarClass: Sendable {
    private static let all: ClosedRange<UInt32> = 0...0x10FFFF

    /// In order and apart from each other, once it is normal.
    private var ranges: [ClosedRange<UInt32>] = []
    private var categories: Set<Unicode.GeneralCategory> = []
    /// Whether all others are meant.
    var isNegated = false

    init(_ ranges: ClosedRange<Unicode.Scalar>...) {
        self.ranges = ranges.map { $0.lowerBound.value...$0.upperBound.value }
    }

    init(_ scalar: Unicode.Scalar) {
        self.init(scalar...scalar)
    }

    /// The scalars of a general category by its name, as in `L` or `Lu`; `nil` when there is none of this name.
    init?(category name: String) {
        let short = Self.shortNames[name] ?? name
        let names = Self.categoriesByName.keys.filter { $0 == short || $0.prefix(1) == short }
        guard !names.isEmpty else { return nil }
        self.init()
        categories = Set(names.compactMap { Self.categoriesByName[$0] })
    }

    /// - Complexity: O(log n) for n ranges.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isMember = isInRanges(scalar.value) || isInCategories(scalar)
        return isMember != isNegated
    }

    private func isInRanges(_ value: UInt32) -> Bool {
        var candidates = ranges.indices
        while !candidates.isEmpty {
            let middle = candidates.lowerBound + candidates.count / 2
            if ranges[middle].contains(value) { return true }
            candidates =
                ranges[middle].upperBound < value
                ? middle + 1..<candidates.upperBound : candidates.lowerBound..<middle
        }
        return false
    }

    private func isInCategories(_ scalar: Unicode.Scalar) -> Bool {
        !categories.isEmpty && categories.contains(scalar.properties.generalCategory)
    }

    // MARK: - Making

    mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
        ranges.append(range.lowerBound.value...range.upperBound.value)
    }

    /// Adds what a character or an escape stands for.
    mutating func insert(_ part: ScalarClass) {
        ranges += part.ranges
        categories.formUnion(part.categories)
    }

    /// Puts ranges in order and joins those that touch.
    mutating func normalize() {
        var joined: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        ranges = joined
    }

    /// All others, as ranges or categories again; a class has one or the other.
    var inverted: ScalarClass {
        var inverted = ScalarClass()
        guard categories.isEmpty else {
            inverted.categories = Set(Self.categoriesByName.values).subtracting(categories)
            return inverted
        }
        var next = Self.all.lowerBound
        for range in ranges {
            if range.lowerBound > next { inverted.ranges.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.all.upperBound { inverted.ranges.append(next...Self.all.upperBound) }
        return inverted
    }
}

// Source: ECMA-262 §12.2, §12.3, §22.2.2.9.
extension ScalarClass {
    /// `\d`.
    static let digit = ScalarClass("0"..."9")
    /// `\w`.
    static let word = ScalarClass("0"..."9", "A"..."Z", "_"..."_", "a"..."z")
    /// `\s`.
    static let space = ScalarClass(
        "\u{9}"..."\u{D}",
        " "..." ",
        "\u{A0}"..."\u{A0}",
        "\u{1680}"..."\u{1680}",
        "\u{2000}"..."\u{200A}",
        "\u{2028}"..."\u{2029}",
        "\u{202F}"..."\u{202F}",
        "\u{205F}"..."\u{205F}",
        "\u{3000}"..."\u{3000}",
        "\u{FEFF}"..."\u{FEFF}"
    )
    /// `.`: all but the ends of lines.
    static let dot = ScalarClass("\n"..."\n", "\r"..."\r", "\u{2028}"..."\u{2029}").inverted

    private static let categoriesByName: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Cs": .surrogate, "Co": .privateUse, "Cn": .unassigned,
    ]

    /// Longer names of the categories that people write.
    private static let shortNames = [
        "Letter": "L", "Mark": "M", "Number": "N", "Punctuation": "P", "Symbol": "S", "Separator": "Z", "Other": "C",
        "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm",
        "Other_Letter": "Lo", "Decimal_Number": "Nd", "Letter_Number": "Nl", "Space_Separator": "Zs", "Control": "Cc",
        "punct": "P", "digit": "Nd",
    ]
}
