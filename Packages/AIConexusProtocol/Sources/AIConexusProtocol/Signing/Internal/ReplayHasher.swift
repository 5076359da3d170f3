// SPDX-License-Identifier: MIT

internal import CSodium

/// 16 bytes that stand for a (`from`, `id`).
struct ReplayHash: Hashable, Sendable {
    let word0: UInt64
    let word1: UInt64

    /// The part by which tables are ordered.
    var fragment: UInt32 { UInt32(truncatingIfNeeded: word0) }
}

/// SipHash-2-4 with 128 bits of output and a secret key: nobody without the key can find two inputs of one hash.
struct ReplayHasher: Sendable {
    private let key: InlineArray<2, UInt64>

    init(key: (UInt64, UInt64)) {
        self.key = [key.0, key.1]
    }

    /// The hash of a message's name.
    func hash(_ sender: PublicKey, _ id: (UInt64, UInt64)) -> ReplayHash {
        let words = sender.storage.words
        let input: InlineArray<6, UInt64> = [words[0], words[1], words[2], words[3], id.0, id.1]
        return hash(input.span)
    }

    /// The hash of a sender; another length than a message's name, so the two never meet.
    func hash(_ sender: PublicKey) -> UInt64 {
        hash(sender.storage.words.span).word0
    }

    private func hash(_ input: Span<UInt64>) -> ReplayHash {
        var output = InlineArray<2, UInt64>(repeating: 0)
        // The words are hashed as this machine stores them: the hash never leaves the process.
        unsafe input.withUnsafeBytes { input in
            unsafe withUnsafeBytes(of: key) { key in
                unsafe withUnsafeMutableBytes(of: &output) { output in
                    unsafe Self.siphash(input, key, output)
                }
            }
        }
        return ReplayHash(word0: output[0], word1: output[1])
    }

    private static func siphash(
        _ input: UnsafeRawBufferPointer,
        _ key: UnsafeRawBufferPointer,
        _ output: UnsafeMutableRawBufferPointer
    ) {
        guard let start = input.baseAddress, let key = key.baseAddress, let output = output.baseAddress else { return }
        _ = unsafe crypto_shorthash_siphashx24(
            output.assumingMemoryBound(to: UInt8.self),
            start.assumingMemoryBound(to: UInt8.self),
            UInt64(input.count),
            key.assumingMemoryBound(to: UInt8.self)
        )
    }
}
