// SPDX-License-Identifier: MIT

/// A payload that only the holder of one key can read: `{"sealed": {"box", "from_kex", "nonce", "to_kex"}}`.
///
/// ``PayloadSealer`` makes and opens them. Source: PROTOCOL_DESIGN, "Sealed payloads".
public struct SealedPayload: Equatable, Sendable {
    /// The key of the sender's process, to which an answer is sealed.
    public var from: KeyExchangePublicKey
    /// The key of the reader's process.
    public var to: KeyExchangePublicKey
    /// Never used twice between the same two keys.
    public var nonce: SealedBox.Nonce
    /// The ciphertext: 16 bytes of authenticator and the sealed text.
    public var box: [UInt8]

    /// Creates a sealed payload from its parts.
    public init(from: KeyExchangePublicKey, to: KeyExchangePublicKey, nonce: SealedBox.Nonce, box: [UInt8]) {
        self.from = from
        self.to = to
        self.nonce = nonce
        self.box = box
    }

    /// Reads an object that has passed its schema.
    init(checked object: JSONObject) {
        // The schema has seen the texts, so what failed would be the schema.
        guard let from = try? KeyExchangePublicKey(base64URL: object.text(.fromKex)),
            let to = try? KeyExchangePublicKey(base64URL: object.text(.toKex)),
            let nonce = try? SealedBox.Nonce(base64URL: object.text(.nonce)),
            let box = try? Base64URL.decode(object.text(.box).utf8Span.span)
        else { preconditionFailure("the schema let a malformed sealed payload pass") }
        self.init(from: from, to: to, nonce: nonce, box: box)
    }

    /// Whether both have the same keys, nonce and box.
    public static func == (left: SealedPayload, right: SealedPayload) -> Bool {
        left.json == right.json
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.fromKex, from.base64URL)
        object.set(.toKex, to.base64URL)
        object.set(.nonce, nonce.base64URL)
        object.set(.box, Base64URL.encode(box.span))
        return ["sealed": .object(object)]
    }
}
