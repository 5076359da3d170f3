// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import CSodium

/// The nonce by which a peer shows that it holds both its DID and its end of the channel.
///
/// base64url of SHA-256 over `ioap.v1 direct`, a zero byte, and the fingerprints of the certificates in use, the
/// sender's first. Source: PROTOCOL_DESIGN, "Direct path".
enum DirectProof {
    private static let prefix = Array("ioap.v1 direct".utf8) + [0]

    /// The nonce of a proof, 43 characters.
    static func nonce(sender: [UInt8], receiver: [UInt8]) -> String {
        let text = prefix + sender + receiver
        let hash = [UInt8](capacity: Int(crypto_hash_sha256_BYTES)) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                unsafe text.span.withUnsafeBufferPointer { text in
                    guard let hash = buffer.baseAddress, let bytes = text.baseAddress else { return }
                    unsafe crypto_hash_sha256(hash, bytes, UInt64(text.count))
                }
                count = buffer.count
            }
        }
        return Base64URL.encode(hash.span)
    }
}
