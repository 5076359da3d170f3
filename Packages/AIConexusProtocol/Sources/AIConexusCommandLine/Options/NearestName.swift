// SPDX-License-Identifier: MIT

/// Finds what somebody who mistyped a name is likely to have meant.
enum NearestName {
    /// Finds the candidate that `text` is most likely a slip for.
    ///
    /// A candidate is near when it begins with `text`, or is two slips away at most, or one slip for each three of its
    /// letters: a letter missing, added or replaced, or two neighbours exchanged.
    ///
    /// - Parameters:
    ///   - text: what was typed.
    ///   - candidates: what could have been meant; of equally near ones the first is taken.
    /// - Returns: the nearest candidate, or `nil` when none is near.
    static func find(_ text: String, among candidates: [String]) -> String? {
        if let continued = candidates.first(where: { !text.isEmpty && $0.hasPrefix(text) }) { return continued }
        // A name as long as this was no slip of the finger, and the comparison takes time for each pair of letters.
        guard text.utf8.count <= 64 else { return nil }
        let typed = Array(text.utf8)
        let distances = candidates.map { (candidate: $0, distance: distance(typed, Array($0.utf8))) }
        let nearest = distances.min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(2, nearest.candidate.utf8.count / 3) else { return nil }
        return nearest.candidate
    }

    /// The least number of slips that turn one text into the other (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older: [Int] = []
        var old = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = old[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(replaced, old[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, older[column - 1] + 1)
                }
                current.append(least)
            }
            (older, old) = (old, current)
        }
        return old[right.count]
    }
}
