// SPDX-License-Identifier: MIT

/// Text that may hold what others wrote, made fit for a terminal.
public enum PrintableText {
    /// The text on one line, with control characters written as `\u{1B}`, so that they cannot steer a terminal.
    public static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            if isControl(scalar) {
                line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
    }

    /// Whether a terminal may act on the character: a control (Cc), or one that reorders text or breaks lines.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: scalar.properties.isBidiControl
        default: false
        }
    }
}
