// SPDX-License-Identifier: MIT

internal import CSodium

/// An Ed25519 public key: 32 bytes, of which only the form is known.
///
/// Any 32 bytes can be held, so that a key costs nothing to read; ``isValidPoint`` says whether a signature could be
/// made for it. Keys order by their bytes, as unsigned big-endian numbers, which is also the order of their ``DID`` texts.
/// Source: RFC 8032 §5.1.5; PROTOCOL_DESIGN, "Identity".
public struct PublicKey: Sendable {
    /// The size of every key in bytes.
    public static let byteCount = 32

    /// The bytes as four big-endian numbers, the first eight bytes first.
    let word0: UInt64
    let word1: UInt64
    let word2: UInt64
    let word3: UInt64

    init(_ word0: UInt64, _ word1: UInt64, _ word2: UInt64, _ word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// The key with these bytes.
    ///
    /// - Parameter bytes: 32 bytes, as in RFC 8032 §5.1.2.
    /// - Throws: `wrongLength` for any other number of them.
    public init(bytes: Span<UInt8>) throws(DIDError) {
        guard bytes.count == Self.byteCount else {
            throw DIDError(.wrongLength, "a key has 32 bytes, not \(bytes.count)")
        }
        self.init(loading: bytes)
    }

    /// The key in the first 32 bytes of `bytes`.
    init(loading bytes: Span<UInt8>) {
        self.init(
            bytes.bigEndianWord(at: 0),
            bytes.bigEndianWord(at: 8),
            bytes.bigEndianWord(at: 16),
            bytes.bigEndianWord(at: 24)
        )
    }

    /// The key's 32 bytes.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for shift in shifts { bytes.append(UInt8(truncatingIfNeeded: word0 >> shift)) }
        for shift in shifts { bytes.append(UInt8(truncatingIfNeeded: word1 >> shift)) }
        for shift in shifts { bytes.append(UInt8(truncatingIfNeeded: word2 >> shift)) }
        for shift in shifts { bytes.append(UInt8(truncatingIfNeeded: word3 >> shift)) }
        return bytes
    }

    /// The text that `public_key` members carry: base58btc of the bytes, 32…44 characters.
    public var base58: String {
        Base58.encode(bytes.span)
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
            throw DIDError(error, offsetBy: 0)
        }
        try self.init(bytes: bytes.span)
    }

    /// Whether the key is a canonically encoded point of the prime-order group, and not a small one.
    ///
    /// Takes about 35 µs, so do it once per key; ``DID/validate()`` also names the reason.
    public var isValidPoint: Bool {
        Sodium.start()
        return withBytes { bytes in
            unsafe bytes.withPointer { unsafe crypto_core_ed25519_is_valid_point($0) == 1 }
        }
    }

    /// Hands the 32 bytes to `body` without allocating.
    func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        var bytes = InlineArray<32, UInt8>(repeating: 0)
        for index in 0..<8 {
            let shift = UInt64(56 - 8 * index)
            bytes[index] = UInt8(truncatingIfNeeded: word0 >> shift)
            bytes[index + 8] = UInt8(truncatingIfNeeded: word1 >> shift)
            bytes[index + 16] = UInt8(truncatingIfNeeded: word2 >> shift)
            bytes[index + 24] = UInt8(truncatingIfNeeded: word3 >> shift)
        }
        return body(bytes.span)
    }
}

private let shifts: [UInt64] = [56, 48, 40, 32, 24, 16, 8, 0]

extension PublicKey: Hashable {
    /// Whether all 32 bytes are equal; public data, so the time it takes says nothing.
    public static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.word0 == right.word0 && left.word1 == right.word1 && left.word2 == right.word2
            && left.word3 == right.word3
    }

    /// Feeds one word.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(word0)
    }
}

extension PublicKey: Comparable {
    /// Compares as big-endian numbers.
    public static func < (left: PublicKey, right: PublicKey) -> Bool {
        (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
    }
}

extension PublicKey: CustomStringConvertible {
    /// The base58 text.
    public var description: String { base58 }
}
