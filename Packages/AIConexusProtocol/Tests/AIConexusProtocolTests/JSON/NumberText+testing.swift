// SPDX-License-Identifier: MIT

@testable import AIConexusProtocol

extension [UInt8] {
    /// Where the canonical number ends that these bytes begin with.
    var canonicalEnd: Int? {
        var slowNumbers = 0
        return NumberText.canonicalEnd(of: span, at: 0, slowNumbers: &slowNumbers)
    }
}

/// The canonical text of `double`.
func canonicalText(_ double: Double) -> String {
    var text: [UInt8] = []
    NumberText.append(double, to: &text)
    return String(decoding: text, as: UTF8.self)
}
