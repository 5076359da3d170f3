// SPDX-License-Identifier: MIT

internal import COpenSSL

/// The random key of an opening handshake and the proof that a server read it.
///
/// Source: RFC 6455 §1.3 and §4.2.2.
struct WebSocketKey: Equatable, Sendable {
    /// Random bytes in a key.
    static let byteCount = 16
    private static let textByteCount = 24
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The key in base64, as it stands in `Sec-WebSocket-Key`.
    let text: String

    /// A client's key.
    ///
    /// - Parameter bytes: exactly 16, random.
    init(bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "a WebSocket key has 16 bytes")
        text = Self.base64(bytes)
    }

    /// A key that a server received, or `nil` when it is not the base64 of 16 bytes.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.textByteCount, text.hasSuffix("==") else { return nil }
        guard bytes.dropLast(2).allSatisfy(Self.isBase64) else { return nil }
        self.text = text
    }

    /// The value of `Sec-WebSocket-Accept`.
    var accept: String {
        let challenge = Array((text + Self.guid).utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        // It has no failure but a null pointer, for which it would use a static buffer.
        _ = unsafe SHA1(challenge, challenge.count, &digest)
        return Self.base64(digest)
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
        default: false
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        // Four characters for every three bytes begun, and the zero that OpenSSL puts behind them.
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = unsafe EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(count)), as: UTF8.self)
    }
}
