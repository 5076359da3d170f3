// SPDX-License-Identifier: MIT

internal import CSodium

/// An identity: an Ed25519 key pair whose secret half stays in guarded memory.
///
/// Create a fresh one with ``init()``, keep it with ``KeyFile``, and share the instance; it may be used from any
/// thread. The secret lies in a page of its own beside inaccessible ones, locked against swapping where the system
/// allows it, read-only once written, and zeroed when the last reference goes. Whatever prints the key prints its DID.
public final class SigningKey: Sendable {
    /// The size of a seed in bytes.
    public static let seedByteCount = 32

    private let pair: GuardedKeyPair

    /// The public half.
    public let publicKey: PublicKey

    /// The DID of the public half.
    public var did: DID { DID(publicKey) }

    /// Makes a fresh key from the system's randomness.
    public init() {
        pair = unsafe GuardedKeyPair(secretByteCount: Self.secretByteCount) { unsafe crypto_sign_keypair($0, $1) }
        publicKey = PublicKey(Bytes32(pair.publicBytes.span))
    }

    /// Makes the key that belongs to a seed (RFC 8032 §5.1.5).
    ///
    /// - Parameter seed: 32 secret bytes; another number of them is a mistake of the caller's and traps. The caller
    ///   clears its own copy.
    public init(seed: Span<UInt8>) {
        precondition(seed.count == Self.seedByteCount, "a seed has 32 bytes")
        pair = unsafe GuardedKeyPair(secretByteCount: Self.secretByteCount) { publicKey, secret in
            unsafe seed.withPointer { unsafe crypto_sign_seed_keypair(publicKey, secret, $0) }
        }
        publicKey = PublicKey(Bytes32(pair.publicBytes.span))
    }

    /// Signs bytes that are no message of the network.
    ///
    /// What is signed is `AICONEXUS/<use>`, a zero byte and the bytes, so that it can never be taken for a message.
    /// ``PublicKey/verifies(_:of:use:)`` is the other side.
    ///
    /// - Parameters:
    ///   - bytes: what to sign, without the prefix; copied once.
    ///   - use: 1…64 of `a-z`, `0-9`, `.` and `-`; anything else is a mistake of the caller's and traps.
    /// - Returns: the signature, the same for the same input.
    public func sign(_ bytes: Span<UInt8>, use: String) -> Signature {
        sign(message: SignatureUse.prefixed(bytes, use: use).span)
    }

    /// Signs exactly these bytes; about 16 µs.
    ///
    /// Only for the canonical JSON of an envelope: an identity key signs no other text without a prefix.
    ///
    /// - Parameter message: the canonical bytes without the `signature` member.
    /// - Returns: the signature.
    package func sign(message: Span<UInt8>) -> Signature {
        let bytes = unsafe InlineArray<64, UInt8>(writtenBy: { signature in
            pair.secret.withBytes { secret in
                unsafe secret.withPointer { secret in
                    unsafe message.withPointer { start in
                        unsafe _ = crypto_sign_detached(signature, nil, start, UInt64(message.count), secret)
                    }
                }
            }
        })
        return Signature(bytes)
    }

    /// Lends the seed for one call.
    func withSeed<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        // libsodium's secret key is the seed followed by the public key.
        pair.secret.withBytes { body($0.extracting(first: Self.seedByteCount)) }
    }

    private static let secretByteCount = 64
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The DID, never the secret.
    public var description: String { "SigningKey(\(did))" }

    /// The DID, never the secret.
    public var debugDescription: String { description }

    /// The DID as the only child.
    public var customMirror: Mirror { Mirror(self, children: ["did": did.description]) }
}
