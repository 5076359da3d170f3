// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

/// Facts for people, a line each: what it is, and beside it what it says.
enum FactSheet {
    /// The lines; control characters become harmless.
    static func lines(_ facts: [(title: String, text: String)]) -> [String] {
        let width = facts.map(\.title.count).max() ?? 0
        return facts.map { fact in
            let padding = String(repeating: " ", count: width - fact.title.count)
            return "\(fact.title)\(padding)  \(PrintableText.line(fact.text))"
        }
    }
}
