// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// What the doctor says about one thing.
struct Finding: Hashable, Sendable {
    /// How well it is.
    enum Verdict: String, Hashable, Sendable {
        /// As it should be.
        case ok
        /// It works, and something should be looked at.
        case warning
        /// It does not work.
        case failed
        /// It was not looked at, because it needs something that does not work, or is not in use.
        case skipped
    }

    /// What was looked at, in a word.
    var check: String
    var verdict: Verdict
    /// What was seen.
    var message: String
    /// What to do.
    var advice: String?

    init(_ check: String, _ verdict: Verdict, _ message: String, advice: String? = nil) {
        (self.check, self.verdict, self.message, self.advice) = (check, verdict, message, advice)
    }
}

extension Finding {
    /// **Shape:** `{"check", "verdict", "message", "advice"?}`.
    var json: JSONObject {
        var object: JSONObject = [
            "check": .string(check), "verdict": .string(verdict.rawValue), "message": .string(message),
        ]
        object["advice"] = advice.map(JSONValue.string)
        return object
    }

    /// A line, and one for the advice.
    func lines(_ style: TerminalStyle) -> [String] {
        let (sign, emphasis): (String, TerminalStyle.Emphasis) =
            switch verdict {
            case .ok: ("ok", .green)
            case .warning: ("warning", .yellow)
            case .failed: ("FAILED", .red)
            case .skipped: ("-", .faint)
            }
        func padded(_ text: String, _ count: Int) -> String {
            text + String(repeating: " ", count: max(count - text.count, 0))
        }
        let margin = String(repeating: " ", count: Self.signWidth + Self.checkWidth)
        let line = style.text(padded(sign, Self.signWidth), emphasis) + padded(check, Self.checkWidth)
        return [line + PrintableText.line(message)] + (advice.map { [margin + "→ " + PrintableText.line($0)] } ?? [])
    }

    private static let signWidth = 9
    private static let checkWidth = 14
}
