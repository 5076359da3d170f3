// SPDX-License-Identifier: MIT

internal import CSodium

/// Verifies by libsodium: about 41 µs a signature, no state, no allocation.
public struct SodiumVerifier: SignatureVerifier {
    /// Creates the verifier.
    public init() {}

    /// Whether `signature` is `key`'s over `message`.
    ///
    /// libsodium also refuses keys and R of small order, and keys in a non-canonical encoding.
    ///
    /// - Parameters:
    ///   - signature: the signature to check.
    ///   - message: all the bytes that were signed.
    ///   - key: any key.
    /// - Returns: the verdict.
    public func verifies(_ signature: Signature, of message: Span<UInt8>, by key: PublicKey) -> Bool {
        Sodium.start()
        return unsafe signature.storage.span.withPointer { signature in
            unsafe key.storage.inlined.span.withPointer { key in
                unsafe message.withPointer { start in
                    unsafe crypto_sign_verify_detached(signature, start, UInt64(message.count), key) == 0
                }
            }
        }
    }
}

extension PublicKey {
    /// Whether `signature` is this key's over exactly these bytes, by libsodium.
    ///
    /// - Parameters:
    ///   - signature: the signature to check.
    ///   - message: all the bytes that were signed.
    /// - Returns: the verdict.
    public func verifies(_ signature: Signature, of message: Span<UInt8>) -> Bool {
        SodiumVerifier().verifies(signature, of: message, by: self)
    }

    /// Whether `signature` is one that ``SigningKey/sign(_:use:)`` made for this use.
    ///
    /// - Parameters:
    ///   - signature: the signature to check.
    ///   - message: the bytes, without the prefix.
    ///   - use: as for signing.
    /// - Returns: the verdict.
    public func verifies(_ signature: Signature, of message: Span<UInt8>, use: String) -> Bool {
        verifies(signature, of: SignatureUse.prefixed(message, use: use).span)
    }
}
