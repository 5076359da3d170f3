// SPDX-License-Identifier: MIT

@testable import AIConexusWebRTC

/// A description that is read keeps to its limits, and written again it says the same; no line of the peer's text gets
/// into ours that ours does not mean.
///
/// The first byte chooses between offer and answer.
func fuzz(_ bytes: [UInt8]) {
    guard let choice = bytes.first else { return }
    let kind: SessionDescription.Kind = choice & 1 == 0 ? .offer : .answer
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    guard let description = try? SessionDescription(kind, text) else { return }
    require(description.candidates.count <= SessionDescription.candidateLimit, "more candidates than allowed")
    require(description.fingerprints.count <= SessionDescription.fingerprintLimit, "more fingerprints than allowed")
    let sectionCount = description.unusedBefore.count + 1 + description.unusedAfter.count
    require(sectionCount <= SDPDocument.sectionLimit, "more sections than allowed")
    require(description.maximumMessageByteCount >= 0, "a negative limit of messages")
    let written = description.text
    require(
        written.split(separator: "\r\n").count { $0.hasPrefix("m=") } == sectionCount,
        "a value has become a line of its own"
    )
    // What is written can be longer than what was read: defaults are spelled out.
    guard written.utf8.count <= SDPDocument.textLimit else { return }
    require((try? SessionDescription(kind, written)) == description, "written and read again it is another description")
}
