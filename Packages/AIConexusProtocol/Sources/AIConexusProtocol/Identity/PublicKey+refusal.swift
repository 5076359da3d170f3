// SPDX-License-Identifier: MIT

internal import CSodium

extension PublicKey {
    /// Why ``isValidPoint`` is false: its conditions one by one.
    var refusal: DIDError {
        guard isCanonical else {
            return DIDError(.nonCanonicalKey, "the key's number is not below 2^255 - 19")
        }
        guard let double = doubled else {
            return DIDError(.notOnCurve, "the key is not a point of the curve")
        }
        // The small-order points are those that eight times themselves is the neutral element.
        guard double.doubled?.doubled != Self.neutral else {
            return DIDError(.smallOrder, "the key is a point of small order")
        }
        return DIDError(.outsidePrimeOrderGroup, "the key is a point outside the prime-order group")
    }

    /// The point (0, 1): the number 1, little-endian.
    private static let neutral = PublicKey(0x0100_0000_0000_0000, 0, 0, 0)

    /// Whether the number that the key encodes, little-endian and without the sign bit, is below 2²⁵⁵ − 19.
    private var isCanonical: Bool {
        let number = (word3.byteSwapped & (.max >> 1), word2.byteSwapped, word1.byteSwapped, word0.byteSwapped)
        return number < (.max >> 1, .max, .max, .max - 18)
    }

    /// Twice the point, or `nil` when it is none of the curve's.
    private var doubled: PublicKey? {
        Sodium.start()
        var status: Int32 = 0
        let sum = withBytes { point in
            unsafe InlineArray<32, UInt8>(writtenBy: { sum in
                unsafe point.withPointer { point in
                    unsafe status = crypto_core_ed25519_add(sum, point, point)
                }
            })
        }
        return status == 0 ? PublicKey(loading: sum.span) : nil
    }
}
