// SPDX-License-Identifier: MIT

extension DIDText {
    /// Why ``publicKey(of:)`` said `nil`: the same text once more, slowly.
    static func refusal(of text: Span<UInt8>) -> DIDError {
        guard text.count >= 8, text.bigEndianWord(at: 0) == scheme else { return notDIDKey(text) }
        guard text.count > 8, text[8] == UInt8(ascii: "z") else {
            return DIDError(.notBase58, "multibase base58btc begins with z, at byte 8")
        }
        let digits = text.extracting(prefixByteCount..<text.count)
        do {
            return refusal(ofDecoded: try Base58.decode(digits))
        } catch {
            return DIDError(error, offsetBy: prefixByteCount)
        }
    }

    private static func notDIDKey(_ text: Span<UInt8>) -> DIDError {
        DIDError(.notDIDKey, "a DID of this network begins with did:key:")
    }

    private static func refusal(ofDecoded bytes: [UInt8]) -> DIDError {
        guard let codec = Multicodec(prefixOf: bytes.span) else {
            return DIDError(.wrongLength, "the key has no multicodec, or a cut one")
        }
        guard codec.isShortest else { return DIDError(.nonCanonicalText, "the multicodec has a shorter form") }
        guard codec.value == Multicodec.ed25519PublicKey else {
            return DIDError(.notEd25519, "the key is \(codec.name), not Ed25519")
        }
        return DIDError(.wrongLength, "an Ed25519 key has 32 bytes, not \(bytes.count - codec.byteCount)")
    }
}
