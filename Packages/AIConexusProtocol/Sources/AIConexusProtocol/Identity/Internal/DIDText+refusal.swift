// SPDX-License-Identifier: MIT

extension DIDText {
    /// Why ``publicKey(of:)`` found none: the same text once more, slowly.
    static func refusal(of text: Span<UInt8>) -> DIDError {
        guard text.count >= 8, text.word(at: 0) == scheme else { return methodRefusal(of: text) }
        guard text.count > 8, text[8] == multibase else {
            return DIDError(.notBase58, "byte 8 is not z, the sign of base58btc")
        }
        guard text.count == prefixByteCount || text[prefixByteCount] != UInt8(ascii: "1") else {
            return DIDError(.nonCanonicalText, "no kind of key begins with a zero byte")
        }
        do {
            return refusal(ofDecoded: try Base58.decode(text.extracting(prefixByteCount..<text.count)))
        } catch {
            return DIDError(error, prefixByteCount: prefixByteCount)
        }
    }

    /// Names the method of a text that begins as a DID does, and is not ours.
    private static func methodRefusal(of text: Span<UInt8>) -> DIDError {
        let beginning = text.extracting(first: 32).indices.map { text[$0] }
        let parts = beginning.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
        let isLowerCaseWord = { (part: ArraySlice<UInt8>) in
            part.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
        guard parts.count == 3, parts[0].elementsEqual("did".utf8), isLowerCaseWord(parts[1]) else {
            return DIDError(.notDIDKey, "the text does not begin with did:key:")
        }
        return DIDError(.notDIDKey, "the DID method is \(String(decoding: parts[1], as: UTF8.self)), not key")
    }

    private static func refusal(ofDecoded bytes: [UInt8]) -> DIDError {
        guard let codec = Multicodec(prefixOf: bytes.span) else {
            return DIDError(.wrongLength, "the text ends inside the multicodec")
        }
        guard codec.isShortest else {
            return DIDError(.nonCanonicalText, "the multicodec has a shorter form")
        }
        guard codec.value == Multicodec.ed25519PublicKey else {
            return DIDError(.notEd25519, "the key is of the kind \(codec.name), not Ed25519")
        }
        // With the right codec only the length is left: 34 bytes have one text, and publicKey(of:) reads it.
        return DIDError(.wrongLength, "an Ed25519 key has 32 bytes, not \(bytes.count - codec.byteCount)")
    }
}
