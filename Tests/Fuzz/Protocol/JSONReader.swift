// SPDX-License-Identifier: MIT

@testable import AIConexusProtocol

/// Whatever the strict reader accepts is written in a form that it reads as the same value, and that the scan accepts;
/// and text that the scan accepts is what the writer makes of it.
func fuzz(_ bytes: [UInt8]) {
    guard let value = try? JSONValue(parsing: bytes.span) else {
        return require(!CanonicalScanner.isCanonical(bytes.span), "the scan accepts what the reader refuses")
    }
    let canonical = value.canonicalBytes()
    require(
        CanonicalScanner.isCanonical(bytes.span) == (canonical == bytes),
        "scan and writer differ on what is canonical"
    )
    // The canonical form can be longer than the text, so only the limit of bytes is lifted.
    let limits = JSONLimits(maximumByteCount: .max)
    guard let again = try? JSONValue(parsing: canonical.span, limits: limits) else {
        fatalError("the reader refuses what the writer wrote")
    }
    require(again == value, "the value changed on its way through text")
}
