// SPDX-License-Identifier: MIT

@testable import AIConexusProtocol

/// A text is a DID exactly when it is the text of the key that it was read as; the text codecs are exact inverses.
func fuzz(_ bytes: [UInt8]) {
    if let did = try? DID(decoding: bytes.span) {
        var written: [UInt8] = []
        did.append(to: &written)
        require(written == bytes, "a DID has two texts")
        // The point's verdict and the named reason must agree, whatever the key.
        require(did.publicKey.isValidPoint == ((try? did.validate()) != nil), "a key is both valid and refused")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let decoded = try? Base58.decode(text) {
        require(Base58.encode(decoded.span) == text, "base58 has two texts for one value")
    }
    if let decoded = try? Base64URL.decode(bytes.span) {
        require(Base64URL.encode(decoded.span) == text, "base64url has two texts for one value")
    }
    if let decoded = try? Base64.decode(bytes.span) {
        require(Base64.encode(decoded.span) == text, "base64 has two texts for one value")
    }
}
