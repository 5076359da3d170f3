// SPDX-License-Identifier: MIT

import CSodium

/// The SHA-256 of `bytes`, 32 bytes, as libsodium computes it.
func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    unsafe crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
    return hash
}
