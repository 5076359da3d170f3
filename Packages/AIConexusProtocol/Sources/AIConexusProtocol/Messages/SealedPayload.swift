// SPDX-License-Identifier: MIT

/// A payload that only the holder of one key can read: `{"sealed": {"box", "from_kex", "nonce", "to_kex"}}`.
///
/// Source: PROTOCOL_DESIGN, "Sealed payloads".
public struct SealedPayload: Equatable, Sendable {
    /// The key of the sender's process, to which an answer is sealed.
    public var from: KeyExchangePublicKey
    /// The key of the reader's process.
    public var to: KeyExchangePublicKey
    /// 24 random bytes, never used twice between the same two keys.
    public var nonce: [UInt8]
    /// The ciphertext: 16 bytes of authenticator and the sealed text.
    public var box: [UInt8]

    /// Creates a sealed payload from its parts; ``PayloadSealer`` makes them.
    public init(from: KeyExchangePublicKey, to: KeyExchangePublicKey, nonce: [UInt8], box: [UInt8]) {
        self.from = from
        self.to = to
        self.nonce = nonce
        self.box = box
    }

    init(checked box: JSONObject) {
        from = KeyExchangePublicKey(checked: box.text(.fromKex))
        to = KeyExchangePublicKey(checked: box.text(.toKex))
        // The schema has seen that both are base64url; `nil` cannot occur.
        nonce = (try? Base64URL.decode(box.text(.nonce).utf8Span.span)) ?? []
        self.box = (try? Base64URL.decode(box.text(.box).utf8Span.span)) ?? []
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.fromKex, from.description)
        object.set(.toKex, to.description)
        object.set(.nonce, Base64URL.encode(nonce.span))
        object.set(.box, Base64URL.encode(box.span))
        return ["sealed": .object(object)]
    }
}
