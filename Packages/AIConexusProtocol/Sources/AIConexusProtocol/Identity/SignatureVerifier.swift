// SPDX-License-Identifier: MIT

/// Something that decides whether a signature is a key's over a message.
///
/// All conformers must give the same verdicts: Ed25519 of RFC 8032, cofactorless, S < L, R compared byte for byte.
/// They are called from any thread.
public protocol SignatureVerifier: Sendable {
    /// Whether `signature` is `key`'s over `message`.
    ///
    /// - Parameters:
    ///   - signature: the signature to check.
    ///   - message: all the bytes that were signed.
    ///   - key: a key whose point was found valid before.
    /// - Returns: the verdict.
    func verifies(_ signature: Signature, of message: Span<UInt8>, by key: PublicKey) -> Bool
}
