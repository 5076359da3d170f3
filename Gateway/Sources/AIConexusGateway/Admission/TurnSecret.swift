// SPDX-License-Identifier: MIT

private import COpenSSL

/// A secret that the gateway shares with TURN servers, for credentials that need no word between them.
package struct TurnSecret: Sendable {
    /// The size of an authentication code: SHA-1's.
    private static let codeByteCount = 20

    private let bytes: [UInt8]

    /// A secret of 1 or more bytes.
    package init(_ bytes: [UInt8]) {
        precondition(!bytes.isEmpty, "a secret has at least one byte")
        self.bytes = bytes
    }

    /// The HMAC-SHA1 (RFC 2104) of a message, 20 bytes.
    ///
    /// TURN servers take no other hash; for HMAC its collisions do no harm (RFC 6151 §2.3 says so even of MD5).
    package func authenticationCode(of message: [UInt8]) -> [UInt8] {
        [UInt8](capacity: Self.codeByteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { code, count in
                let made = unsafe bytes.withUnsafeBufferPointer { key in
                    unsafe message.withUnsafeBufferPointer { message in
                        unsafe HMAC(
                            EVP_sha1(),
                            key.baseAddress,
                            Int32(key.count),
                            message.baseAddress,
                            message.count,
                            code.baseAddress,
                            nil
                        ) != nil
                    }
                }
                precondition(made, "OpenSSL has no SHA-1")
                count = Self.codeByteCount
            }
        }
    }
}

extension TurnSecret: CustomStringConvertible, CustomReflectable {
    /// Nothing of the secret.
    package var description: String { "TurnSecret(…)" }

    /// Nothing of the secret.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
