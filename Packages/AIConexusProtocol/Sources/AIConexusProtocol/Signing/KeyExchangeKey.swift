// SPDX-License-Identifier: MIT

internal import CSodium

/// A process's X25519 key pair for sealed payloads: made fresh, never stored, gone with the process.
///
/// Make one when the agent starts, publish its ``publicKey`` in `REGISTER`, and give it to a ``SharedKeyCache``. It may
/// be used from any thread. The secret lies in guarded memory as a ``SigningKey``'s does; printing shows the public
/// half.
public final class KeyExchangeKey: Sendable {
    private let pair: GuardedKeyPair

    /// The half that is published.
    public let publicKey: KeyExchangePublicKey

    /// Makes a fresh pair from the system's randomness.
    public init() {
        pair = unsafe GuardedKeyPair(secretByteCount: 32) { unsafe crypto_box_keypair($0, $1) }
        publicKey = KeyExchangePublicKey(Bytes32(pair.publicBytes.span))
    }

    /// Makes the pair of a known secret, as tests and vectors need it.
    package init(secret: Span<UInt8>) {
        precondition(secret.count == 32, "an X25519 secret has 32 bytes")
        pair = unsafe GuardedKeyPair(secretByteCount: 32) { publicKey, copy in
            for index in secret.indices { unsafe copy[index] = secret[index] }
            return unsafe crypto_scalarmult_base(publicKey, copy)
        }
        publicKey = KeyExchangePublicKey(Bytes32(pair.publicBytes.span))
    }

    /// Computes what this pair and a peer's share; about 50 µs, so keep it (``SharedKeyCache`` does).
    ///
    /// - Parameter peer: the other side's public half.
    /// - Returns: the key for boxes in both directions.
    /// - Throws: `weakKey` for a point of small order.
    public func sharedKey(with peer: KeyExchangePublicKey) throws(SealingError) -> SharedKey {
        guard let key = pair.secret.withBytes({ SharedKey(secret: $0, peer: peer) }) else {
            throw SealingError(.weakKey)
        }
        return key
    }
}

extension KeyExchangeKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public half, never the secret.
    public var description: String { "KeyExchangeKey(\(publicKey))" }

    /// The public half, never the secret.
    public var debugDescription: String { description }

    /// The public half as the only child.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey.base64URL]) }
}
