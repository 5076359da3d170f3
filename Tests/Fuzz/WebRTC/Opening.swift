// SPDX-License-Identifier: MIT

@testable import AIConexusWebRTC

/// A message that opens a channel, written again, differs at most in what a reliable channel ignores.
func fuzz(_ bytes: [UInt8]) {
    guard let message = try? DCEPMessage(bytes.span) else { return }
    var expected = bytes
    if case .open(let opening) = message {
        if opening.reliability == .reliable { expected.replaceSubrange(4..<8, with: [0, 0, 0, 0]) }
        let again = DCEPOpening(label: opening.label, opening.configuration)
        require(again.isOrdered == opening.isOrdered, "the order of a channel changed")
        require(again.configuration == opening.configuration, "the configuration of a channel changed")
    }
    require(message.bytes == expected, "written again it is another message")
}
