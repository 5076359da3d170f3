// SPDX-License-Identifier: MIT

@testable import AIConexusProtocol

/// Works from canonical text: the input is read, written, damaged in one place that the input names, and judged by
/// scan and reader, so that most inputs lie close to the border between canonical and not.
func fuzz(_ bytes: [UInt8]) {
    guard bytes.count > 3 else { return }
    let text = Array(bytes.dropFirst(3))
    guard let value = try? JSONValue(parsing: text.span) else { return }
    var canonical = value.canonicalBytes()
    require(CanonicalScanner.isCanonical(canonical.span), "the scan refuses what the writer wrote")
    let place = (Int(bytes[0]) << 8 | Int(bytes[1])) % canonical.count
    canonical[place] = bytes[2]
    let damaged = try? JSONValue(parsing: canonical.span)
    require(
        CanonicalScanner.isCanonical(canonical.span) == (damaged?.canonicalBytes() == canonical),
        "scan and reader differ on what is canonical"
    )
}
