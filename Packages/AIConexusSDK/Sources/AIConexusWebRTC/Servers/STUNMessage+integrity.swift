// SPDX-License-Identifier: MIT

internal import COpenSSL

extension STUNMessage {
    private static let digestByteCount = 20

    /// The key that belongs to a name and a secret at a server: MD5 over the three (RFC 8489 §9.2.2).
    static func key(username: String, realm: [UInt8], credential: String) -> [UInt8] {
        let text = Array("\(username):".utf8) + realm + Array(":\(credential)".utf8)
        return [UInt8](capacity: Int(EVP_MAX_MD_SIZE)) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, count in
                var written: UInt32 = 0
                unsafe EVP_Digest(text, text.count, memory.baseAddress, &written, EVP_md5(), nil)
                count = Int(written)
            }
        }
    }

    /// Proves that we know the key: HMAC-SHA1 over the message, as long as it is with the proof (RFC 8489 §14.5).
    mutating func appendIntegrity(key: [UInt8]) {
        var signed = self
        signed.append(.integrity, [UInt8](repeating: 0, count: Self.digestByteCount))
        let message = Array(signed.bytes.dropLast(4 + Self.digestByteCount))
        let digest = [UInt8](capacity: Int(EVP_MAX_MD_SIZE)) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, count in
                var written: UInt32 = 0
                unsafe HMAC(
                    EVP_sha1(),
                    key,
                    Int32(key.count),
                    message,
                    message.count,
                    memory.baseAddress,
                    &written
                )
                count = Int(written)
            }
        }
        append(.integrity, digest)
    }
}
