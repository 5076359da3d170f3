// SPDX-License-Identifier: MIT

@testable import AIConexusWebRTC

/// A candidate line that is read is one line, and written again it is the same candidate.
func fuzz(_ bytes: [UInt8]) {
    guard let candidate = try? ICECandidate(String(decoding: bytes, as: UTF8.self)) else { return }
    let line = candidate.line
    require(line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "more than one line of visible characters")
    require(candidate.isEndOfCandidates == line.isEmpty, "the end of candidates is not the empty line")
    // Defaults are spelled out, which may make the line too long.
    guard line.utf8.count <= ICECandidate.lineLimit else { return }
    require((try? ICECandidate(line)) == candidate, "written and read again it is another candidate")
}
