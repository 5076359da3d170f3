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
        // A point is of small order when eight times it is the neutral element.
        guard double.doubled?.doubled != Self.neutral else {
            return DIDError(.smallOrder, "the key is a point of small order")
        }
        return DIDError(.outsidePrimeOrderGroup, "the key is a point outside the prime-order group")
    }

    /// The point (0, 1): the number 1, little-endian.
    private static let neutral = PublicKey(Bytes32(1 << 56, 0, 0, 0))

    /// Whether the number that the key encodes, little-endian and without the sign bit, is below 2²⁵⁵ − 19.
    private var isCanonical: Bool {
        let words = storage.words
        let isAtLeastPrime =
            words[3].byteSwapped & (.max >> 1) == .max >> 1 && words[2] == .max && words[1] == .max
            && words[0].byteSwapped >= .max - 18
        return !isAtLeastPrime
    }

    /// Twice the point, or `nil` when it is none of the curve's.
    private var doubled: PublicKey? {
        Sodium.start()
        var status: Int32 = 0
        let sum = unsafe InlineArray<32, UInt8>(writtenBy: { sum in
            unsafe storage.inlined.span.withPointer { point in
                unsafe status = crypto_core_ed25519_add(sum, point, point)
            }
        })
        return status == 0 ? PublicKey(Bytes32(sum.span)) : nil
    }
}
