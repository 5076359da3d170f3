// SPDX-License-Identifier: MIT

@testable import AIConexusSDK

/// The most instructions that a search may follow for each character, and once more at the end.
private let instructionsPerCharacter = Pattern.maximumInstructionCount * 2 + 2

/// Whatever pattern and text come, with a zero byte between: the work is bounded, and the same pattern in other words
/// finds the same.
func fuzz(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return }
    let (source, text) = (String(decoding: parts[0], as: UTF8.self), String(decoding: parts[1], as: UTF8.self))
    guard let pattern = try? Pattern(source) else { return }
    var count = 0
    let isFound = pattern.matches(text) {
        count += $0
        return true
    }
    require(count <= (text.unicodeScalars.count + 1) * instructionsPerCharacter, "\(count) instructions were followed")
    for other in ["(?:\(source))", "(\(source)|\(source))", "(?:\(source)){1}", "[^]*(?:\(source))"] {
        guard let again = try? Pattern(other) else { continue }
        require(
            again.matches(text) { _ in true } == isFound,
            "'\(source)' is found as '\(other)', or the other way round"
        )
    }
}
