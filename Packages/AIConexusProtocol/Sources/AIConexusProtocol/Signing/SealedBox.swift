// SPDX-License-Identifier: MIT

internal import CSodium

/// Sealing and opening bytes between two ``KeyExchangeKey``s: libsodium's `crypto_box_easy`.
///
/// **Shape of a box:** a tag of 16 bytes (Poly1305) and the plaintext's bytes encrypted (XSalsa20). Whoever opens a box
/// knows that one of the two sides made it, not which one, nor when. Both calls cost about 1 µs and 2 ns a byte and
/// take any length; what bounds them is the limit on messages.
public enum SealedBox {
    /// How many bytes a box has more than its plaintext.
    public static let overheadByteCount = 16

    /// Seals bytes.
    ///
    /// - Parameters:
    ///   - plaintext: any number of bytes.
    ///   - nonce: fresh random bytes.
    ///   - key: what this side and the receiver share.
    /// - Returns: the box, ``overheadByteCount`` longer than the plaintext.
    public static func seal(_ plaintext: Span<UInt8>, nonce: Nonce, key: SharedKey) -> [UInt8] {
        let box = unsafe [UInt8](count: plaintext.count + overheadByteCount) { box in
            unsafe plaintext.withPointer { start in
                unsafe nonce.storage.span.withPointer { nonce in
                    unsafe key.withPointer { key in
                        unsafe crypto_box_easy_afternm(box, start, UInt64(plaintext.count), nonce, key)
                    }
                }
            }
        }
        guard let box else { preconditionFailure("libsodium seals whatever fits the memory") }
        return box
    }

    /// Opens a box.
    ///
    /// - Parameters:
    ///   - box: the bytes as received.
    ///   - nonce: the nonce that came with them.
    ///   - key: what this side and the sender share.
    /// - Returns: the plaintext.
    /// - Throws: `doesNotOpen`.
    public static func open(
        _ box: Span<UInt8>,
        nonce: Nonce,
        key: SharedKey
    ) throws(SealingError) -> [UInt8] {
        guard box.count >= overheadByteCount else { throw SealingError(.doesNotOpen) }
        let plaintext = unsafe [UInt8](count: box.count - overheadByteCount) { plaintext in
            unsafe box.withPointer { start in
                unsafe nonce.storage.span.withPointer { nonce in
                    unsafe key.withPointer { key in
                        unsafe crypto_box_open_easy_afternm(plaintext, start, UInt64(box.count), nonce, key)
                    }
                }
            }
        }
        guard let plaintext else { throw SealingError(.doesNotOpen) }
        return plaintext
    }
}
