// SPDX-License-Identifier: MIT

internal import CSodium

/// The SHA-256 of bytes that come piece by piece.
struct FileDigest {
    private var state = crypto_hash_sha256_state()

    init() {
        unsafe _ = crypto_hash_sha256_init(&state)
    }

    mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            unsafe _ = crypto_hash_sha256_update(&state, start, UInt64(buffer.count))
        }
    }

    /// The digest of everything appended so far: 64 hexadecimal digits in lower case.
    func hexadecimal() -> String {
        var copy = state
        let digest = [UInt8](capacity: Int(crypto_hash_sha256_BYTES)) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                guard let start = buffer.baseAddress else { return }
                unsafe _ = crypto_hash_sha256_final(&copy, start)
                count = buffer.count
            }
        }
        let digits = Array("0123456789abcdef")
        return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
