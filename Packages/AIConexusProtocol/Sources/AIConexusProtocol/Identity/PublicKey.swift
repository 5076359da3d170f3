// SPDX-License-Identifier: MIT

internal import CSodium

/// An Ed25519 public key: 32 bytes, of which only the form is known.
///
/// Any 32 bytes can be held, so that a key costs nothing to read; ``isValidPoint`` says whether a signature could be
/// made for it. Keys order by their bytes, as unsigned big-endian numbers, which is also the order of their ``DID`` texts.
/// Source: RFC 8032 §5.1.5; PROTOCOL_DESIGN, "Identity".
public struct PublicKey: Hashable, Sendable {
    /// The size of every key in bytes.
    public static let byteCount = 32

    let storage: Bytes32

    init(_ storage: Bytes32) {
        self.storage = storage
    }

    /// The key with these bytes.
    ///
    /// - Parameter bytes: 32 bytes, as RFC 8032 §5.1.2 encodes a point.
    /// - Throws: `wrongLength` for any other number of them.
    public init(bytes: Span<UInt8>) throws(DIDError) {
        guard bytes.count == Self.byteCount else {
            throw DIDError(.wrongLength, "an Ed25519 key has 32 bytes, not \(bytes.count)")
        }
        storage = Bytes32(bytes)
    }

    /// The key that a `public_key` member's text stands for.
    ///
    /// - Parameter base58: base58btc of 32 bytes.
    /// - Throws: `notBase58` or `wrongLength`.
    public init(base58: String) throws(DIDError) {
        let bytes: [UInt8]
        do {
            bytes = try Base58.decode(base58)
        } catch {
            throw DIDError(error)
        }
        try self.init(bytes: bytes.span)
    }

    /// The key's 32 bytes.
    public var bytes: [UInt8] { storage.array }

    /// A hash for tables of one's own: another for each process, so that nobody can aim at collisions.
    public var tableHash: UInt64 { storage.mixed }

    /// The text that `public_key` members carry: base58btc of the bytes, 32…44 characters.
    public var base58: String { Base58.encode(storage.inlined.span) }

    /// Whether the key is the canonical encoding of a point of the prime-order group, the neutral element excepted.
    ///
    /// Takes about 35 µs, so do it once per key; ``DID/validate()`` also names the reason.
    public var isValidPoint: Bool {
        Sodium.start()
        return unsafe storage.inlined.span.withPointer { unsafe crypto_core_ed25519_is_valid_point($0) == 1 }
    }
}

extension PublicKey: Comparable {
    /// Compares the bytes in order.
    public static func < (left: PublicKey, right: PublicKey) -> Bool {
        left.storage < right.storage
    }
}

extension PublicKey: CustomStringConvertible {
    /// The base58 text.
    public var description: String { base58 }
}
